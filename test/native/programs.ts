/** C programs of tests, `program NAME` each, as uvu tests: every one is a process of its own that says nothing when it passes. */
import { spawnSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { type BuildOptions, BuiltProgram } from '../interop/stubs/build.ts';
import { describe } from '../support/index.ts';

/**
 * @param source - path of the C file from the root of the project
 * @param sentences - name of each test of the program, and what it shows
 */
export function describeProgram(
  title: string,
  source: string,
  sentences: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): void {
  describe(title, (it) => {
    const built = new BuiltProgram(source, options);
    it.after(() => built.close());

    it('has a sentence for each of its tests', () => {
      const names = spawnSync(built.program, { encoding: 'utf8' }).stdout.trim().split('\n');
      assert.equal(names, Object.keys(sentences));
    });
    for (const [name, sentence] of Object.entries(sentences)) {
      it(sentence, () => {
        const run = spawnSync(built.program, [name], { encoding: 'utf8', timeout: 120_000 });
        assert.is(run.stderr, '');
        assert.is(run.status, 0);
      });
    }
  });
}
