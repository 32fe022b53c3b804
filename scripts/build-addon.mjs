// Builds the Node-API addon of the shared-memory runtime into build/Release/sluice.node: by node-gyp where it is found (npm brings one) with Python,
// else by the C compiler alone, from the same list in native/addon/binding.gyp, which does not lie in the root because package managers would run it
// at every install. Needs the headers beside the running node, and downloads nothing.
// `node scripts/build-addon.mjs` builds; setup.mjs calls `buildAddon`. Built-ins and old import names only: see setup.mjs.
import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import fs from 'fs';
import path from 'path';
import { fileURLToPath } from 'url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);
const OUTPUT = inRoot('build', 'Release', 'sluice.node');
const STAMP = inRoot('build', '.addon');
/** Who builds right now: its process id. */
const TURN = inRoot('build', '.addon-turn');
const LONGEST_TURN_MS = 600_000;
const ADDON = inRoot('native', 'addon');
const FOLDERS = [
  'native/addon',
  'native/src',
  'native/include/sluice',
  'native/include/sluice/codec',
  'generated/ivshmem',
  'generated/segment',
  'generated/statistics',
  'generated/region',
];

/** Why there is no addon; everything else goes on working without it. */
class CannotBuild extends Error {}

function readTarget() {
  return JSON.parse(fs.readFileSync(path.join(ADDON, 'binding.gyp'), 'utf8')).targets[0];
}

/** One hash over all that decides what the addon is. Not the version of Node: one binary serves all that have Node-API 9. */
function hashInputs() {
  const hash = createHash('sha256').update(JSON.stringify([process.arch, process.env.CC, process.env.CFLAGS]));
  const names = ['native/addon/binding.gyp', 'scripts/build-addon.mjs'];
  for (const folder of FOLDERS)
    for (const name of fs.readdirSync(inRoot(folder)).sort()) if (/\.[ch]$/.test(name)) names.push(`${folder}/${name}`);
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(fs.readFileSync(inRoot(name)))
      .update('\0');
  return hash.digest('hex');
}

function isBuilt(wanted) {
  return fs.existsSync(OUTPUT) && fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted;
}

/** Two that build at the same time take turns, because both do it in native/addon/build. @returns what ends the turn */
function takeTurn() {
  const own = `${TURN}-${process.pid}`;
  fs.mkdirSync(path.dirname(TURN), { recursive: true });
  fs.writeFileSync(own, String(process.pid));
  try {
    while (!tryLink(own, TURN)) {
      if (isTurnOver()) fs.rmSync(TURN, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  } finally {
    fs.rmSync(own);
  }
  return () => fs.rmSync(TURN, { force: true });
}

/** A link appears with its text in it, and only if there is none. */
function tryLink(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether whoever has the turn was killed, or never gives it back. */
function isTurnOver() {
  try {
    if (Date.now() - fs.statSync(TURN).mtimeMs > LONGEST_TURN_MS) return true;
    process.kill(Number(fs.readFileSync(TURN, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Where Node is installed: `include/node` below it has the headers. */
function findNodeFolder() {
  const folders = [process.execPath, fs.realpathSync(process.execPath)].map((file) => path.dirname(path.dirname(file)));
  if (process.env.npm_config_nodedir) folders.unshift(process.env.npm_config_nodedir);
  const found = folders.find((folder) => fs.existsSync(path.join(folder, 'include', 'node', 'node_api.h')));
  if (found !== undefined) return found;
  throw new CannotBuild(
    `the headers of Node are not in ${folders.map((folder) => path.join(folder, 'include/node')).join(' or ')}`,
  );
}

function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** @returns {string[]} a command and its first arguments, such as `ccache gcc` */
function findCompiler() {
  const wanted = process.env.CC ? [process.env.CC] : ['cc', 'gcc', 'clang'];
  const found = wanted.map(words).find(([command, ...args]) => works(command, [...args, '--version']));
  if (found !== undefined) return found;
  throw new CannotBuild(`there is no C compiler (${wanted.join(', ')})`);
}

function words(text) {
  return text.split(' ').filter((word) => word !== '');
}

/** npm's own node-gyp: npm tells its scripts where it is, and Node's installers put npm below the prefix. */
function findNodeGyp() {
  const folder = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  const below = ['node_modules', 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'];
  const files = [process.env.npm_config_node_gyp, path.join(folder, 'lib', ...below), path.join(folder, ...below)];
  const found = files.find((file) => file && fs.existsSync(file));
  return found !== undefined && works('make', ['--version']) && works('python3', ['--version']) ? found : null;
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: ADDON, encoding: 'utf8' });
  if (result.status === 0) return;
  const output = result.error ? result.error.message : result.stdout + result.stderr;
  throw new CannotBuild(`${command} ${args.join(' ')} failed\n${output.trimEnd()}`);
}

/** @returns {string} the file that it made */
function runNodeGyp(nodeGyp, nodeFolder) {
  run(process.execPath, [nodeGyp, 'rebuild', `--nodedir=${nodeFolder}`, '--jobs=max', '--loglevel=error']);
  return path.join(ADDON, 'build', 'Release', 'sluice.node');
}

/** What gyp makes of `<!@(ls *.c ../src/*.c)`: relative to the folder of the addon. */
function listSources(entry) {
  const folders = /^<!@\(ls (.*)\)$/
    .exec(entry)[1]
    .split(' ')
    .map((pattern) => path.dirname(pattern));
  return folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(ADDON, folder))
      .filter((name) => name.endsWith('.c'))
      .map((name) => path.join(folder, name)),
  );
}

function runCompiler([command, ...first], nodeFolder) {
  const { sources, include_dirs: folders, defines, cflags, ldflags } = readTarget();
  const includes = [...folders, path.join(nodeFolder, 'include', 'node')].map((folder) => `-I${folder}`);
  const flags = [
    ...first,
    '-O2',
    '-fPIC',
    '-shared',
    '-pthread',
    ...cflags,
    ...words(process.env.CFLAGS || ''),
    ...defines.map((define) => `-D${define}`),
    ...includes,
  ];
  const file = path.join(ADDON, 'build', 'sluice.node');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  run(command, [...flags, '-o', file, ...sources.flatMap(listSources), ...ldflags]);
  return file;
}

/**
 * Builds the addon unless it is there, from the same sources.
 *
 * @param {(text: string) => void} say - is told before a build, and why there can't be one
 * @returns {boolean} whether there is an up-to-date addon
 */
export function buildAddon(say) {
  const wanted = hashInputs();
  if (isBuilt(wanted)) return true;
  let endTurn = () => {};
  try {
    const nodeFolder = findNodeFolder();
    const compiler = findCompiler();
    const nodeGyp = findNodeGyp();
    endTurn = takeTurn();
    if (isBuilt(wanted)) return true;
    say('building the addon');
    const file = nodeGyp === null ? runCompiler(compiler, nodeFolder) : runNodeGyp(nodeGyp, nodeFolder);
    // A new file in one step: a process that has the old one mapped keeps that, and another one finds either.
    fs.mkdirSync(path.dirname(OUTPUT), { recursive: true });
    fs.renameSync(file, OUTPUT);
    fs.rmSync(path.join(ADDON, 'build'), { recursive: true });
    // What `npm pack` left behind would be found before the new one.
    fs.rmSync(inRoot('prebuilds'), { recursive: true, force: true });
    fs.writeFileSync(STAMP, wanted);
    return true;
  } catch (error) {
    if (!(error instanceof CannotBuild)) throw error;
    say(`the addon of the shared-memory runtime is not built: ${error.message}`);
    return false;
  } finally {
    endTurn();
  }
}

/** Puts the addon where a package has it: `prebuilds/<platform>-<arch>/`. */
function copyToPrebuilds() {
  const folder = inRoot('prebuilds', `${process.platform}-${process.arch}`);
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(OUTPUT, path.join(folder, 'sluice.node'));
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--clean')) fs.rmSync(inRoot('prebuilds'), { recursive: true, force: true });
  else if (process.platform !== 'linux') process.stderr.write('build-addon: the shared-memory runtime needs Linux\n');
  else if (!buildAddon((text) => process.stderr.write(`build-addon: ${text}\n`))) process.exitCode = 1;
  else if (process.argv.includes('--prebuild')) copyToPrebuilds();
}
