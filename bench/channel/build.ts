/** Builds what the benchmark needs beside `dist/`: the floor's addon and the C side. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../peers.ts';

export const BUILD_FOLDER: URL = new URL('build/bench/', ROOT);
const inRoot = (name: string): string => fileURLToPath(new URL(name, ROOT));
const inBuild = (name: string): string => fileURLToPath(new URL(name, BUILD_FOLDER));
const SOURCES = 'bench/channel/native';
const BOOST_HEADER = '/usr/include/boost/lockfree/spsc_queue.hpp';
const WARNINGS = ['-Wall', '-Wextra', '-Werror'];

export function nativeSide(): string {
  return inBuild('side');
}

/**
 * Builds the floor's addon and the C side, with boost if that is there.
 *
 * @throws Error with what the compiler says
 */
export function buildNative(onProgress: (text: string) => void): void {
  mkdirSync(BUILD_FOLDER, { recursive: true });
  const hasBoost = existsSync(BOOST_HEADER);
  const stamp = inBuild('.sources');
  const wanted = hashInputs(hasBoost);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  onProgress('building the C side');
  buildAddon();
  buildSide(hasBoost);
  writeFileSync(stamp, wanted);
}

function buildAddon(): void {
  const include = path.join(path.dirname(path.dirname(realpathSync(process.execPath))), 'include', 'node');
  const flags = ['-std=gnu11', '-O2', ...WARNINGS, '-fPIC', '-shared', `-I${include}`];
  run('cc', [...flags, '-o', inBuild('bare-memory.node'), inRoot(`${SOURCES}/bare-memory.c`)]);
}

function buildSide(hasBoost: boolean): void {
  run('make', ['-C', inRoot('native'), `BUILD=${inBuild('native')}`, 'CFLAGS=-O2']);
  const defines = hasBoost ? ['-DBENCH_BOOST'] : [];
  const includes = ['native/include', 'bench/channel/generated'].map((folder) => `-I${inRoot(folder)}`);
  const objects: string[] = [];
  for (const name of readdirSync(inRoot(SOURCES)).filter((file) => /\.(c|cpp)$/.test(file) && file !== 'bare-memory.c')) {
    const isC = name.endsWith('.c');
    if (!isC && !hasBoost) continue;
    const object = inBuild(`${name}.o`);
    run(isC ? 'cc' : 'c++', [
      isC ? '-std=gnu11' : '-std=gnu++17',
      '-O2',
      ...WARNINGS,
      ...defines,
      ...includes,
      '-c',
      '-o',
      object,
      inRoot(`${SOURCES}/${name}`),
    ]);
    objects.push(object);
  }
  run(hasBoost ? 'c++' : 'cc', ['-pthread', '-o', nativeSide(), ...objects, inBuild('native/libsluice.a')]);
}

/** Of all that the C side is made of. */
function hashInputs(hasBoost: boolean): string {
  const hash = createHash('sha256').update(`${process.version} ${hasBoost}`);
  for (const folder of [
    SOURCES,
    'bench/channel/generated',
    'native/src',
    'native/include/sluice',
    'native/include/sluice/codec',
  ]) {
    for (const name of readdirSync(inRoot(folder)).sort()) {
      if (/\.(c|h|cpp)$/.test(name)) hash.update(name).update(readFileSync(inRoot(`${folder}/${name}`)));
    }
  }
  return hash.digest('hex');
}

/** Only `npm run bench` installs it, never `npm test`; without it the benchmark goes on. */
export function installBoost(onProgress: (text: string) => void): void {
  if (existsSync(BOOST_HEADER)) return;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    onProgress('boost::lockfree is not measured: libboost-dev is missing, and installing it needs root and apt-get');
    return;
  }
  onProgress('installing libboost-dev');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', 'libboost-dev']]) {
    if (spawnSync('apt-get', ['-q', ...words], { env }).status === 0) continue;
    onProgress(`boost::lockfree is not measured: apt-get ${words.join(' ')} failed`);
    return;
  }
}

function run(command: string, args: readonly string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
}
