import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ChannelError } from '../errors.ts';
import type { NativeAddon } from './native.ts';

/** Of the package, from `dist/runtime/memory/`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let loaded: NativeAddon | null = null;

/** Where the addon is looked for, in this order: what the package brought along, and what was built on this machine. */
export function addonFiles(): string[] {
  return [`${ROOT}prebuilds/${process.platform}-${process.arch}/sluice.node`, `${ROOT}build/Release/sluice.node`];
}

/** What builds it. */
export function addonBuildCommand(): string {
  return `node ${ROOT}scripts/build-addon.mjs`;
}

/**
 * The addon, loaded when it is asked for the first time: everything that needs no shared memory works without it.
 *
 * @throws ChannelError `SLUICE_ERR_PLATFORM` elsewhere than on Linux, `SLUICE_ERR_ADDON` when there is none, or none that loads (`cause`)
 */
export function loadAddon(): NativeAddon {
  if (loaded !== null) return loaded;
  if (process.platform !== 'linux') {
    throw new ChannelError('SLUICE_ERR_PLATFORM', `the shared-memory runtime needs Linux: platform=${process.platform}`);
  }
  loaded = loadFirst(addonFiles());
  return loaded;
}

/** @throws ChannelError `SLUICE_ERR_ADDON` */
export function loadFirst(files: readonly string[]): NativeAddon {
  const require = createRequire(import.meta.url);
  let cause: unknown;
  for (const file of files.filter((name) => existsSync(name))) {
    try {
      return require(file) as NativeAddon;
    } catch (error) {
      cause = error;
    }
  }
  const what = cause === undefined ? 'is not built' : 'does not load';
  const text = `the addon ${what}: platform=${process.platform}-${process.arch}; build it with ${addonBuildCommand()}`;
  throw new ChannelError('SLUICE_ERR_ADDON', text, cause === undefined ? {} : { cause });
}
