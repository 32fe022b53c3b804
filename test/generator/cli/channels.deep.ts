/** `sluice channels` and `sluice top` where it takes longer: who is killed, files that lie, signals, and a terminal. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { PROTOCOL_FINGERPRINT, STATISTICS_MAGIC } from '../../../generated/statistics/codes.ts';
import { StatisticsEntry, StatisticsHeader } from '../../../generated/statistics/messages.ts';
import { within } from '../../../runtime/stub/conformance.ts';
import { endPeers, removePrograms, startPeers } from '../../runtime/observe/peers.ts';
import { describe } from '../../support/index.ts';
import { list } from './channels-support.ts';
import { REPOSITORY, sluice, startSluice } from './support.ts';

const MAIN = path.join(REPOSITORY, 'dist/generator/cli/main.js');

describe('sluice channels', (it) => {
  it.after.each(endPeers);
  it.after(removePrograms);

  it('lists those of a process, or with it', async () => {
    const one = await startPeers('typescript', 'typescript');
    const pids = list('--pid', String(one.listener.pid)).map(({ pid }) => pid);
    assert.equal(new Set(pids), new Set([one.listener.pid, one.connector.pid]));
    assert.equal(list('--pid', String(one.listener.pid), '--address', 'nowhere'), []);
  });

  it('forgets who is killed, and shows who has left for a while if asked to', async () => {
    const { address, listener, connector } = await startPeers('c', 'typescript');
    await listener.kill();
    assert.equal(
      list('--address', address).map(({ pid }) => pid),
      [connector.pid],
    );
    await connector.ask('disconnect');
    assert.equal(list('--address', address), []);
  });

  it('shows an end that is kept by other channels of the process, with --ended', async () => {
    const { address, listener, connector } = await startPeers('c', 'typescript');
    await connector.ask('again');
    await connector.ask('disconnect');
    assert.equal(
      list('--address', address, '--ended')
        .filter((channel) => channel.address === address && channel.pid === connector.pid)
        .map(({ state, isEnded }) => [state, isEnded]),
      [['closed', true]],
    );
    const open = list('--address', address).filter((channel) => channel.address === address);
    assert.equal(
      open.map(({ pid }) => pid),
      [listener.pid],
    );
  });

  it('is not misled by files that lie', async () => {
    const { address, listener, connector } = await startPeers('c', 'typescript');
    for (const bytes of liesOf(listener.pid)) {
      const hex = Buffer.from(bytes).toString('hex');
      assert.is(await listener.ask(`statistics ${hex}`), bytes.length);
    }
    const channels = list('--pid', String(listener.pid));
    // Both honest ones, and the last of the lies.
    assert.equal(channels.map((channel) => channel.address).sort(), [address, address, ABSURD].sort());
    const { status, stdout } = sluice(['channels', '--pid', String(listener.pid)]);
    assert.is(status, 0);
    assert.not.match(stdout, '\x1b');
    const watched = sluice(['top', '--pid', String(connector.pid), '--count', '2', '--interval', '0.05']);
    assert.equal([watched.status, watched.stderr], [0, '']);
  });
});

const ABSURD = 'absurd\x1b[31m';

/** What a process may call its statistics. Only the last one is a file of ours, with numbers that can't be. */
function liesOf(pid: number): Uint8Array[] {
  const magic = Buffer.alloc(8);
  magic.writeBigUInt64LE(STATISTICS_MAGIC);
  const header = (change: Partial<StatisticsHeader>): Buffer => {
    const fingerprint = BigInt(PROTOCOL_FINGERPRINT);
    const honest = { magic, layoutFingerprint: fingerprint, major: 1, pid, entrySize: 512, entryCount: 1 };
    return Buffer.concat([StatisticsHeader.toBytes({ ...honest, ...change }), Buffer.alloc(448)]);
  };
  const most = 0xffffffffffffffffn;
  const absurd: StatisticsEntry = {
    version: 2,
    phase: 1,
    language: 1,
    role: 1,
    ownSegment: Buffer.alloc(16, 1),
    peerSegment: Buffer.alloc(16, 1),
    peerPid: 0xffffffff,
    peerUid: 0xffffffff,
    outCapacity: 0,
    inCapacity: 0xffffffff,
    openedAt: most,
    address: Buffer.concat([Buffer.from(ABSURD), Buffer.alloc(112 - ABSURD.length)]),
    remoteState: 12345,
    reason: 99,
    endedAt: most,
    rungAt: most,
    rungPosition: most,
    refused: most,
    dropped: most,
    sleeps: most,
    wakeUps: most,
    rings: most,
    seenReleased: most,
    lost: most,
    subscribers: 0xffffffff,
    sent: most,
    sentBytes: most,
    received: most,
    releasedBytes: 0n,
  };
  const entry = StatisticsEntry.toBytes(absurd);
  const spoiled = (at: number, value: number): Buffer => {
    const copy = Buffer.from(entry);
    copy[at] = value;
    return copy;
  };
  return [
    Buffer.alloc(0),
    Buffer.alloc(1000, 0xff),
    header({}).subarray(0, 60),
    Buffer.concat([header({ major: 2 }), entry]),
    Buffer.concat([header({ layoutFingerprint: 1n }), entry]),
    Buffer.concat([header({ pid: pid + 1 }), entry]),
    Buffer.concat([header({ entrySize: 8 }), entry]),
    Buffer.concat([header({ entryCount: 2000 }), entry.subarray(0, 500)]),
    Buffer.concat([header({}), spoiled(0, 3)]),
    Buffer.concat([header({}), spoiled(4, 77)]),
    Buffer.concat([header({}), spoiled(8, 77)]),
    Buffer.concat([header({}), spoiled(12, 77)]),
    Buffer.concat([header({ entryCount: 2000 }), entry]),
  ];
}

describe('sluice top', (it) => {
  it.after.each(endPeers);
  it.after(removePrograms);
  let child: ChildProcess | null = null;
  it.after.each(() => {
    child?.kill('SIGKILL');
  });

  it('prints tables where there is no terminal', async () => {
    const { address, connector } = await startPeers('c', 'c');
    const { status, stdout } = sluice(['top', '--count', '2', '--interval', '0.05', '--address', address, '--sort', 'oldest']);
    assert.is(status, 0);
    assert.not.match(stdout, '\x1b');
    const tables = stdout.trimEnd().split('\n\n');
    assert.is(tables.length, 2);
    for (const table of tables) {
      assert.match(table, /^\d{4}-\d\d-\d\dT.*Z\n +PID +COMM .* OLDEST\*/);
      assert.match(table, String(connector.pid));
    }
  });

  it('ends well when it is interrupted or told to end', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      child = startSluice(['top', '--json', '--interval', '600', '--address', 'nowhere'], REPOSITORY);
      await within(new Promise((resolve) => child?.stdout?.once('data', resolve)), 'the first sample');
      child.kill(signal);
      assert.equal(await exitOf(child), [0, null]);
    }
  });

  if (spawnSync('script', ['--version']).status === 0) {
    it('takes keys on a terminal, and leaves it as it was', async () => {
      const { address } = await startPeers('c', 'c');
      // As wide as all columns.
      const command = `stty cols 250 rows 20; '${process.execPath}' '${MAIN}' top --interval 0.05 --address '${address}'`;
      child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' } });
      let screen = '';
      child.stdout?.on('data', (bytes: Buffer) => {
        screen += bytes.toString();
      });
      const press = (keys: string): unknown => child?.stdin?.write(keys);
      const shows = async (text: string): Promise<void> => {
        for (const until = performance.now() + 20_000; !screen.includes(text); ) {
          assert.ok(performance.now() < until, `${text} should be in ${JSON.stringify(screen.slice(-500))}`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        screen = '';
      };
      await shows('SENT/S*');
      press('>');
      await shows('RECV/S*');
      press('\x1b[D');
      await shows('SENT/S*');
      press(' ');
      await shows('paused');
      press('q');
      assert.equal(await exitOf(child), [0, null]);
      assert.ok(screen.trimEnd().endsWith('\x1b[?25h\x1b[?1049l'), JSON.stringify(screen.slice(-80)));
    });
  }
});

function exitOf(child: ChildProcess): Promise<unknown> {
  return within(new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal]))), 'the end');
}
