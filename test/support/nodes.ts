/** Every Node that is supported. Needs npm's registry, where the package `node` has binaries. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const NODE_VERSIONS: readonly string[] = ['20', '22', '24', '26'];
const FOLDER = fileURLToPath(new URL('../../nodes/', import.meta.url));

/** Installs it once for all tests; two that want it at the same time take turns. `failure` is what npm said when there is none. */
export function installNode(version: string): { readonly node: string; readonly failure: string } {
  const folder = path.join(FOLDER, version);
  const node = path.join(folder, 'node_modules/.bin/node');
  mkdirSync(folder, { recursive: true });
  if (existsSync(node)) return { node, failure: '' };
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const npm = ['npm', 'install', '--no-audit', '--no-fund', `node@${version}`];
  const { stderr } = spawnSync('flock', [path.join(folder, 'lock'), ...npm], { cwd: folder, encoding: 'utf8' });
  return { node, failure: existsSync(node) ? '' : `no Node ${version}: ${stderr}` };
}
