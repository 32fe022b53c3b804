/** For tests that need the addon: on a machine without it, where nothing else is missing, it must be missed in the way that users are told about. */
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAddon } from '../../runtime/memory/addon.ts';
import type { NativeAddon } from '../../runtime/memory/native.ts';
import { describe, hasCode } from './index.ts';

/** The addon, or null where there is none: not on Linux, or no compiler. */
export function addonOrNull(): NativeAddon | null {
  try {
    return loadAddon();
  } catch {
    return null;
  }
}

/** A suite that needs the addon. */
export function describeWithAddon(name: string, define: (it: Test, addon: NativeAddon) => void): void {
  const addon = addonOrNull();
  describe(name, (it) => {
    if (addon !== null) define(it, addon);
    else {
      const code = process.platform === 'linux' ? 'SLUICE_ERR_ADDON' : 'SLUICE_ERR_PLATFORM';
      it('needs the addon, and says so', () => assert.throws(loadAddon, hasCode(code)));
    }
  });
}
