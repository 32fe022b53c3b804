import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { type BuiltProgram, buildPeer } from './build.ts';
import { IPC_LINES, RPC_LINES } from './expected.ts';

async function serve(peer: BuiltProgram, command: string, socket: string): Promise<ChildProcess> {
  const server = spawn(peer.program, [command, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout !== null) await once(server.stdout, 'data');
  return server;
}

describe('stubs, C with C over a Unix socket', (it) => {
  const peer = buildPeer();
  it.after(() => peer.close());

  for (const [suffix, lines] of [
    ['', RPC_LINES],
    ['-ipc', IPC_LINES],
  ] as const) {
    it(`answer, refuse, time out and nest${suffix}`, async () => {
      const socket = peer.socket(`peer${suffix}`);
      const server = await serve(peer, `serve${suffix}`, socket);
      try {
        assert.is(statSync(socket).mode & 0o777, 0o600);
        const run = spawnSync(peer.program, [`call${suffix}`, socket], { encoding: 'utf8', timeout: 60_000 });
        assert.is(run.stderr, '');
        assert.equal(run.stdout.trim().split('\n'), lines);
      } finally {
        server.kill('SIGTERM');
        const [code] = await once(server, 'exit');
        assert.is(code, 0);
      }
    });
  }
});
