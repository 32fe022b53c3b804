/** `sluice ivshmem-server` and `sluice ivshmem-client` as processes, as a shell or a supervisor sees them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { connectIvshmem, type IvshmemClient } from '../../../runtime/index.ts';
import { until } from '../../runtime/memory/support.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { makeFolder, REPOSITORY, sluice, startSluice } from './support.ts';

const MAIN = path.join(REPOSITORY, 'dist/generator/cli/main.js');

interface Event {
  readonly event: string;
  readonly [name: string]: unknown;
}

/** A server in the foreground, with the events that it has printed. */
class Running {
  readonly child: ChildProcess;
  readonly events: Event[] = [];
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    let rest = '';
    child.stdout?.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() as string;
      this.events.push(...lines.map((line) => JSON.parse(line) as Event));
    });
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  async event(name: string): Promise<Event> {
    await until(() => this.events.some(({ event }) => event === name), `${name} (${this.stderr})`);
    return this.events.find(({ event }) => event === name) as Event;
  }

  /** How it ends. */
  async end(): Promise<{ code: number | null; signal: string | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}

function serve(socket: string, ...args: string[]): Running {
  return new Running(startSluice(['ivshmem-server', '-F', '--json', '-S', socket, ...args], REPOSITORY));
}

async function readyClient(socket: string): Promise<IvshmemClient> {
  const client = connectIvshmem(socket);
  await until(() => client.isReady, 'a client is ready');
  return client;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z';
  } catch {
    return false;
  }
}

describeWithAddon('sluice ivshmem-server', (it) => {
  const folder = makeFolder({});
  let made = 0;
  const freshSocket = (): string => path.join(folder, `${++made}.sock`);

  it('prints help on stdout and ends with 0', () => {
    const { status, stdout, stderr } = sluice(['ivshmem-server', '-h']);
    assert.equal([status, stderr], [0, '']);
    for (const option of ['-h', '-v', '-F', '-p', '-S', '-M', '-m', '-l', '-n'])
      assert.match(stdout, new RegExp(`^  ${option}, `, 'm'));
  });

  it('serves, tells what happens as lines of JSON, and ends by the signal that stops it', async () => {
    const socket = freshSocket();
    const server = serve(socket, '-l', '1M', '-n', '3');
    const listening = await server.event('listening');
    assert.equal(
      [listening['size'], listening['vectors'], listening['memory']],
      [2 ** 20, 3, { place: 'memfd', isSealed: true }],
    );
    const client = await readyClient(socket);
    const join = await server.event('join');
    assert.is((join['client'] as { credentials: { pid: number } }).credentials.pid, process.pid);
    server.child.kill('SIGUSR2');
    const status = await server.event('status');
    assert.is((status['clients'] as unknown[]).length, 1);
    client.close();
    assert.is((await server.event('leave'))['reason'], 'left');
    for (const signal of ['SIGTERM'] as const) server.child.kill(signal);
    assert.equal(await server.end(), { code: null, signal: 'SIGTERM' });
    assert.is((await server.event('end'))['reason'], 'SIGTERM');
    assert.is(existsSync(socket), false);
    assert.is(server.stderr, '');
  });

  it('tells why it does not start, and ends with 1', async () => {
    const socket = freshSocket();
    const live = serve(socket);
    await live.event('listening');
    const table: readonly (readonly [string[], RegExp])[] = [
      [['-F', '-S', socket], /ADDRESS_IN_USE/],
      [['-F', '-l', '3M'], /power of two/],
      [['-F', '-l', '0'], /power of two/],
      [['-F', '-l', '4097M'], /power of two/],
      [['-F', '-n', '0'], /vectors must be/],
      [['-F', '-n', '65'], /vectors must be/],
      [['-F', '-n', '4294967297'], /vectors must be/],
      [['-v'], /-v needs -F/],
      [['--json'], /--json needs -F/],
      [['-F', '-n', '64', '--max-clients', '65536', '-S', freshSocket()], /needed=42\d{5} limit=\d+/],
      [['-F', '-m', '/nowhere/at/all', '-S', freshSocket()], /syscall=open/],
      [['-F', '-S', path.join(folder, 'x'.repeat(200))], /ADDRESS/],
      [['-S', socket, '-p', path.join(folder, 'a.pid')], /ADDRESS_IN_USE/],
      [['-S', freshSocket(), '-p', path.join(folder, 'no/such/folder.pid')], /ENOENT/],
    ];
    for (const [args, expected] of table) {
      const { status, stdout, stderr } = sluice(['ivshmem-server', ...args]);
      assert.equal([status, stdout], [1, ''], args.join(' '));
      assert.match(stderr, expected);
    }
    assert.is(sluice(['ivshmem-server', '-l', '4X']).status, 2);
    assert.is(sluice(['ivshmem-server', '--socket-mode', '999']).status, 2);
    assert.equal([live.child.exitCode, live.child.signalCode], [null, null]);
    live.child.kill('SIGINT');
    assert.equal(await live.end(), { code: null, signal: 'SIGINT' });
  });

  it('goes to the background: ends when it listens, with a pid file for as long as it runs', async () => {
    const socket = freshSocket();
    const pidFile = path.join(folder, 'daemon.pid');
    // A pipe that nobody holds open: this returns.
    assert.equal(sluice(['ivshmem-server', '-S', socket, '-p', pidFile, '-n', '2']), { status: 0, stdout: '', stderr: '' });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    assert.is(isAlive(pid), true);
    const client = await readyClient(socket);
    assert.is(client.vectors, 2);
    process.kill(pid, 'SIGTERM');
    await until(() => !isAlive(pid), 'it ends');
    assert.equal([existsSync(pidFile), existsSync(socket)], [false, false]);
    client.close();
  });

  it('takes the last of -M and -m, and says that neither can be sealed', async () => {
    const name = `sluice-cli-iv-${process.pid}`;
    const one = serve(freshSocket(), '-m', folder, '-M', name, '--socket-mode', '660');
    assert.equal((await one.event('listening'))['memory'], { place: `/dev/shm/${name}`, isSealed: false });
    const other = serve(freshSocket(), '-M', name, '-m', folder);
    assert.equal((await other.event('listening'))['memory'], { place: `a file in ${folder}`, isSealed: false });
    assert.is(statSync(`${folder}/${made - 1}.sock`).mode & 0o777, 0o660);
    for (const each of [one, other]) {
      assert.match(each.stderr, /can't be sealed/);
      each.child.kill('SIGTERM');
      await each.end();
    }
    assert.is(existsSync(`/dev/shm/${name}`), false);
  });

  it('replaces a socket that a killed server has left', async () => {
    const socket = freshSocket();
    const first = serve(socket);
    await first.event('listening');
    first.child.kill('SIGKILL');
    await first.end();
    assert.is(existsSync(socket), true);
    const second = serve(socket);
    await second.event('listening');
    second.child.kill('SIGTERM');
    await second.end();
  });

  it('hands over to a successor, and ends with 0', async () => {
    const socket = freshSocket();
    const first = serve(socket, '--keep', '-n', '2');
    await first.event('listening');
    const old = await readyClient(socket);
    Atomics.store(new Int32Array(old.map().buffer), 0, 31);
    const second = serve(socket, '--keep', '-n', '2');
    assert.is((await second.event('listening'))['reservedIds'], 1);
    assert.equal(await first.end(), { code: 0, signal: null });
    await until(() => !old.isConnected, 'the old client hears the end');
    const late = await readyClient(socket);
    assert.equal([late.id, Atomics.load(new Int32Array(late.map().buffer), 0)], [1, 31]);
    assert.equal(late.peers, [{ id: 0, vectors: 2 }]);
    old.close();
    late.close();
    second.child.kill('SIGTERM');
    await second.end();
  });

  it('keeps memory in a file, and ids, over a kill', async () => {
    const socket = freshSocket();
    const name = `sluice-cli-iv-kill-${process.pid}`;
    const first = serve(socket, '--keep', '-M', name);
    await first.event('listening');
    const old = await readyClient(socket);
    Atomics.store(new Int32Array(old.map().buffer), 5, 32);
    first.child.kill('SIGKILL');
    await first.end();
    const second = serve(socket, '--keep', '-M', name);
    await second.event('listening');
    const late = await readyClient(socket);
    assert.equal([late.id, Atomics.load(new Int32Array(late.map().buffer), 5)], [1, 32]);
    old.close();
    late.close();
    second.child.kill('SIGTERM');
    await second.end();
    const releasing = serve(socket, '--keep', '-M', name, '--release', '0', '--release', '77');
    const { reserved } = await releasing.event('listening');
    assert.is((reserved as number[]).includes(0), false);
    releasing.child.kill('SIGTERM');
    await releasing.end();
    const third = serve(socket, '-M', name);
    await third.event('listening');
    third.child.kill('SIGTERM');
    await third.end();
    assert.is(existsSync(`/dev/shm/${name}`), false);
  });

  it('listens on the socket that systemd passes', async () => {
    const socket = freshSocket();
    const holder = net.createServer().listen(socket);
    await once(holder, 'listening');
    const { fd } = (holder as unknown as { _handle: { fd: number } })._handle;
    const script = `LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=any exec "${process.execPath}" "${MAIN}" ivshmem-server -F --json -S ${socket}`;
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe', fd] });
    const server = new Running(child);
    await server.event('listening');
    // Closing removes the path: of the first name. The holder accepts nobody any more.
    renameSync(socket, `${socket}-2`);
    holder.close();
    const client = await readyClient(`${socket}-2`);
    assert.is(client.id, 0);
    client.close();
    child.kill('SIGTERM');
    assert.equal(await server.end(), { code: null, signal: 'SIGTERM' });
    // It is systemd's.
    assert.is(existsSync(`${socket}-2`), true);
  });
});

describeWithAddon('sluice ivshmem-client', (it) => {
  const folder = makeFolder({});

  it('runs commands from stdin, for what is there', async () => {
    const socket = path.join(folder, 'a.sock');
    const server = serve(socket, '-n', '2');
    await server.event('listening');
    const peer = await readyClient(socket);
    const kicks: number[] = [];
    peer.on('kick', (vector) => kicks.push(vector));
    const child = startClient(socket, 'help; ?\rdump\nint 0 1;int 0 all;int all\nexit\nint 0 0\n');
    const { status, stdout, stderr } = await outcomeOf(child);
    assert.equal([status, stderr], [0, '']);
    assert.is(stdout.split('int <peer> all').length, 3);
    assert.match(stdout, /own id 1, 2 vectors, 4194304 bytes/);
    assert.match(stdout, /peer 0: 2 vectors/);
    // An eventfd counts: kicks that came together are one.
    await until(() => kicks.includes(0) && kicks.includes(1), 'both vectors are rung');
    peer.close();
    server.child.kill('SIGTERM');
    await server.end();
  });

  it('ends with 1 after a command that is wrong, and runs the others', async () => {
    const socket = path.join(folder, 'b.sock');
    const server = serve(socket);
    await server.event('listening');
    const wrong = ['int 3 0', 'int 0 anything', 'int', 'int 0', 'int 0 1', 'int -1 0', 'jump', 'dump it'];
    const { status, stdout, stderr } = await outcomeOf(startClient(socket, `${wrong.join('\n')}\ndump\n`));
    assert.is(status, 1);
    assert.is(stderr.trim().split('\n').length, wrong.length);
    assert.match(stdout, /^own id 0, 1 vectors/m);
    server.child.kill('SIGTERM');
    await server.end();
  });

  it('ends with 1 when nobody listens and nobody waits', async () => {
    const { status, stderr } = await outcomeOf(startClient(path.join(folder, 'nobody.sock'), 'dump\n'));
    assert.is(status, 1);
    assert.match(stderr, /NOT_LISTENING/);
  });

  it('tells of joins, leaves, kicks and the end as JSON, and connects again', async () => {
    const socket = path.join(folder, 'c.sock');
    const first = serve(socket);
    await first.event('listening');
    const watching = new Running(
      spawn(process.execPath, [MAIN, 'ivshmem-client', '--json', '-S', socket], { stdio: ['pipe', 'pipe', 'pipe'] }),
    );
    assert.equal(await watching.event('ready'), { event: 'ready', id: 0, vectors: 1, size: 4194304 });
    const peer = await readyClient(socket);
    assert.equal(await watching.event('join'), { event: 'join', peer: { id: 1, vectors: 1 } });
    peer.ring(0, 0);
    assert.equal(await watching.event('kick'), { event: 'kick', vector: 0 });
    peer.close();
    assert.equal(await watching.event('leave'), { event: 'leave', id: 1 });
    first.child.kill('SIGTERM');
    await first.end();
    await watching.event('lost');
    const second = serve(socket);
    await until(() => watching.events.filter(({ event }) => event === 'ready').length === 2, 'it is back');
    watching.child.stdin?.end();
    assert.equal(await watching.end(), { code: 0, signal: null });
    second.child.kill('SIGTERM');
    await second.end();
  });

  function startClient(socket: string, input: string): ChildProcess {
    const child = spawn(process.execPath, [MAIN, 'ivshmem-client', '-S', socket], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin?.end(input);
    return child;
  }

  async function outcomeOf(child: ChildProcess): Promise<{ status: number | null; stdout: string; stderr: string }> {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    await once(child, 'close');
    return { status: child.exitCode, stdout, stderr };
  }
});

/** Kept last: it leaves a file that is no server's. */
describeWithAddon('sluice ivshmem-server: a pid file of somebody else', (it) => {
  it('is overwritten, as by the original, and not removed when another one has written it since', async () => {
    const folder = makeFolder({});
    const [socket, pidFile] = [path.join(folder, 's.sock'), path.join(folder, 's.pid')];
    assert.is(sluice(['ivshmem-server', '-S', socket, '-p', pidFile]).status, 0);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    writeFileSync(pidFile, '1\n');
    process.kill(pid, 'SIGTERM');
    await until(() => !isAlive(pid), 'it ends');
    assert.is(readFileSync(pidFile, 'utf8'), '1\n');
  });
});
