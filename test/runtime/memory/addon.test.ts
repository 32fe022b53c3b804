import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { ChannelError } from '../../../runtime/errors.ts';
import { addonBuildCommand, addonFiles, loadFirst } from '../../../runtime/memory/addon.ts';
import { makeFolder } from '../../generator/cli/support.ts';
import { addonOrNull } from '../../support/addon.ts';
import { describe, hasCode } from '../../support/index.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

describe('loading the addon', (it) => {
  it('looks for what the package brought along first', () => {
    const [prebuilt, built, ...others] = addonFiles().map((file) => path.relative(ROOT, file));
    assert.equal(
      [prebuilt, built, others],
      [`prebuilds/${process.platform}-${process.arch}/sluice.node`, 'build/Release/sluice.node', []],
    );
  });

  it('says how to build it when there is none', () => {
    const folder = makeFolder({});
    assert.throws(() => loadFirst([path.join(folder, 'none.node')]), hasCode('SLUICE_ERR_ADDON'));
    assert.throws(
      () => loadFirst([]),
      new RegExp(`is not built: platform=${process.platform}-${process.arch}; build it with node `),
    );
    assert.ok(readFileSync(addonBuildCommand().replace(/^node /, ''), 'utf8').includes('binding.gyp'));
  });

  it('says why the one that is there does not load, and takes the next that does', () => {
    const broken = path.join(makeFolder({}), 'broken.node');
    writeFileSync(broken, 'not a library');
    try {
      loadFirst([broken]);
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof ChannelError);
      assert.is(error.code, 'SLUICE_ERR_ADDON');
      assert.match((error.cause as Error).message, 'broken.node');
    }
    const addon = addonOrNull();
    if (addon !== null) assert.is(loadFirst([broken, ...addonFiles()]), addon);
  });
});
