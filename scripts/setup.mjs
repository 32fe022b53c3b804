// Everything that `npm start` and `npm test` need before they can run: dependencies, an up-to-date dist/, and on Linux the addon.
// Built-ins only, because it runs before anything is installed; old syntax and old import names only, so that an old
// Node reaches the version check instead of a syntax error. Quiet when there is nothing to do; speaks on stderr.
import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import fs from 'fs';
import path from 'path';
import { fileURLToPath } from 'url';
import { buildAddon } from './build-addon.mjs';

const OLDEST_NODE = [20, 19];
/** What tsc compiles (the `include` of tsconfig.json), and what else decides what dist/ holds. */
const SOURCES = ['generator', 'runtime', 'generated', 'test', 'bench', 'scripts', 'examples'];
const INPUTS = [
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'schema/meta.schema.json',
  'scripts/compile-meta-schema.mjs',
];

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Sluice needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}).`);
}

/** Runs a command and shows its output only when it fails. */
function run(command, args) {
  // A shell on Windows, where npm is a .cmd file; every argument is a constant of this file.
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.error) fail(`cannot run ${command}: ${result.error.message}`);
  if (result.status === 0) return;
  process.stderr.write(result.stdout + result.stderr);
  fail(`${command} ${args.join(' ')} failed`);
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readOrNull(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function mtime(file) {
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
}

/** `npm ci` unless node_modules holds what package-lock.json asks for. */
function install() {
  const stamp = inRoot('node_modules', '.sluice-lock');
  const lock = inRoot('package-lock.json');
  const wanted = digest(fs.readFileSync(lock));
  if (readOrNull(stamp) === wanted) return;
  // Someone ran npm themselves: npm's own copy of the lock is newer than ours.
  if (mtime(inRoot('node_modules', '.package-lock.json')) < mtime(lock)) {
    say('installing dependencies (npm ci)');
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  fs.writeFileSync(stamp, wanted);
}

/** Every file below a folder, as paths relative to the root with forward slashes, sorted. */
function listFiles(folder) {
  const found = [];
  const walk = (relative) => {
    for (const entry of fs.readdirSync(inRoot(relative), { withFileTypes: true })) {
      if (entry.name === 'node_modules') continue;
      const name = `${relative}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else found.push(name);
    }
  };
  if (fs.existsSync(inRoot(folder))) walk(folder);
  return found.sort();
}

/** One hash over the names and bytes of everything the build reads: a `touch` or a checkout of the same text builds nothing. */
function hashSources() {
  const hash = createHash('sha256');
  const sources = SOURCES.flatMap(listFiles).filter((name) => name.endsWith('.ts'));
  for (const name of INPUTS.concat(sources))
    hash
      .update(`${name}\0`)
      .update(fs.readFileSync(inRoot(name)))
      .update('\0');
  return hash.digest('hex');
}

/** Removes what an earlier build made from sources that are gone: a deleted test must not keep running. */
function pruneOutputs() {
  for (const name of listFiles('dist')) {
    const source = name.replace(/^dist\//, '').replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts');
    if (source.endsWith('.ts') && !fs.existsSync(inRoot(source))) fs.rmSync(inRoot(name));
  }
}

/** The meta schema's validator and tsc, unless dist/ was built from exactly these sources. */
function build(force) {
  const stamp = inRoot('dist', '.sources');
  const wanted = hashSources();
  if (!force && readOrNull(stamp) === wanted) return;
  say('building dist/');
  fs.rmSync(stamp, { force: true });
  pruneOutputs();
  // First, because tsc writes its JavaScript also when it finds errors: such a dist/ must run.
  run(process.execPath, [inRoot('scripts', 'compile-meta-schema.mjs')]);
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']);
  fs.chmodSync(inRoot('dist', 'generator', 'cli', 'main.js'), 0o755);
  fs.writeFileSync(stamp, wanted);
}

requireNode();
install();
build(process.argv.includes('--build'));
if (process.platform === 'linux') buildAddon(say);
