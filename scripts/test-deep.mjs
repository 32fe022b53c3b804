// `npm run test:deep [-- part-of-a-file-name...]`: the long tests, with every compiler that Debian has for our data
// models, and the shells that completion is for. Missing packages are installed when we are root; otherwise it says which, and the tests say what they lack.
import { installPackages } from './apt.mjs';
import { installQemu } from './install-qemu.mjs';
import { runTests } from './test-runner.mjs';

const PACKAGES = [
  'clang',
  'libclang-rt-14-dev',
  'gcc-aarch64-linux-gnu',
  'gcc-arm-linux-gnueabihf',
  'gcc-i686-linux-gnu',
  'gcc-s390x-linux-gnu',
  'libc6-dev-i386-cross',
  // Runs i686 programs where the kernel does not.
  'qemu-user',
  // Visits every state of the models.
  'spin',
  // Shells whose completion is tested where they are.
  'fish',
  'zsh',
];

installPackages(PACKAGES, 'test:deep');
installQemu('test:deep');
process.exitCode = await runTests({
  suffix: '.deep.js',
  filters: process.argv.slice(2),
  timeoutMs: 1_800_000,
  env: { SLUICE_DEEP: '1' },
  beside: ['survival/soak/soak.deep.js'],
});
