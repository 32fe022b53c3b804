/** Where the peers are, and their installation: only `npm run bench` installs them, never `npm test`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout, from `dist/bench/`. */
export const ROOT: URL = new URL('../../', import.meta.url);
export const PEERS_FOLDER: URL = new URL('bench/peers/', ROOT);

/** Module names in `bench/peers/`, in the order in which they are printed. */
export const PEER_IDS: readonly string[] = ['json', 'protobuf-es', 'protobufjs', 'flatbuffers', 'bebop', 'avsc', 'msgpackr'];

/** Installs the peers when their folder is missing. Returns null, or why it could not be done: the benchmark then runs with what there is. */
export function installPeers(): string | null {
  if (existsSync(new URL('node_modules/.package-lock.json', PEERS_FOLDER))) return null;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(PEERS_FOLDER),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.error) return `npm ci: ${npm.error.message}`;
  if (npm.status === 0) return null;
  const line = npm.stderr.split('\n').find((text) => text.startsWith('npm error'));
  return `npm ci exited with ${npm.status}: ${line ?? 'no message'}`;
}
