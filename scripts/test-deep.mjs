// `npm run test:deep [-- part-of-a-file-name...]`: the long tests, with every compiler that Debian has for our data
// models, and the shells that completion is for. Missing packages are installed when we are root; otherwise it says which, and the tests say what they lack.
import { spawnSync } from 'node:child_process';
import { runTests } from './test-runner.mjs';

const PACKAGES = [
  'clang',
  'libclang-rt-14-dev',
  'gcc-aarch64-linux-gnu',
  'gcc-arm-linux-gnueabihf',
  'gcc-i686-linux-gnu',
  'gcc-s390x-linux-gnu',
  'libc6-dev-i386-cross',
  // Visits every state of the models.
  'spin',
  // Shells whose completion is tested where they are.
  'fish',
  'zsh',
];

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg fills it in
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return query.stdout === 'installed';
}

function apt(...args) {
  const result = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (result.status === 0) return true;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return false;
}

function installCompilers() {
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    process.stderr.write(`test:deep: cannot install ${missing.join(' ')} (needs root and apt-get)\n`);
    return;
  }
  process.stderr.write(`test:deep: installing ${missing.join(' ')}\n`);
  if (apt('update') && apt('install', '-y', '--no-install-recommends', ...missing)) return;
  process.stderr.write('test:deep: apt-get failed; going on with the compilers that are here\n');
}

installCompilers();
process.exitCode = await runTests({
  suffix: '.deep.js',
  filters: process.argv.slice(2),
  timeoutMs: 1_800_000,
  env: { SLUICE_DEEP: '1' },
});
