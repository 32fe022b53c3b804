import * as assert from 'uvu/assert';
import { parseHex } from '../../../../generator/frame/index.ts';
import { errorNames } from '../../../../generator/layout/index.ts';
import { layoutOf } from '../../../schema/layout-text.ts';
import { describe } from '../../../support/index.ts';
import { loadVectors } from '../../../support/vectors.ts';
import { runnableCompiler, Workbench } from './compile.ts';
import { assertAnswer, errorLine, mutationsOf, type Question, questionLine } from './differential.ts';
import { driverSource } from './driver.ts';

/** The usual run takes one file of each protocol: interop/vectors has all of them in C, by another driver. */
const seen = new Set<string>();

for (const { file, protocol, config, dataModel, frames, tolerated, badBytes } of loadVectors()) {
  if (process.env['SLUICE_DEEP'] !== '1' && (seen.has(protocol) || dataModel === 'i386')) continue;
  seen.add(protocol);
  const compiler = runnableCompiler(dataModel);
  if (compiler === null) {
    console.log(`${file}: the deep run has a compiler for ${dataModel}`);
    continue;
  }
  describe(`generated C on ${file}`, (it) => {
    const layout = layoutOf(protocol, { ...(config === null ? {} : { config }), dataModel });
    const bench = new Workbench(layout);
    const subjectOf = (as: string | undefined): string => {
      const message = layout.messages.find(({ name }) => name === as);
      if (as === undefined) return 'frame';
      return layout.frame === null ? (message?.struct?.name ?? as) : as;
    };
    const answers = (questions: readonly Question[]): string[] =>
      bench.run('driver', questions.map(questionLine).join('')).trimEnd().split('\n');

    /** A bare struct does not know for which message it is, unless there is only one. */
    const errorNameOf = (subject: string, message: string): string => {
      const struct = layout.structs.find(({ name }) => name === subject);
      return struct === undefined ? message : errorNames(layout)(struct);
    };

    it.before(() => bench.build(driverSource(layout), 'driver', compiler));
    it.after(() => bench.close());

    it('decodes and encodes every frame to the same bytes', () => {
      const questions = frames.map(({ decoded, message, hex }) => ({
        subject: subjectOf(decoded.header === null ? message : undefined),
        bytes: parseHex(hex),
      }));
      assert.equal(
        answers(questions),
        frames.map(({ hex }) => `ok ${hex}`),
      );
    });

    if (badBytes.length > 0) {
      it('refuses bad bytes with the error that the vectors say', () => {
        const questions = badBytes.map(({ as, hex }) => ({ subject: subjectOf(as), bytes: parseHex(hex) }));
        const expected = badBytes.map(({ error }, index) =>
          errorLine({ ...error, message: errorNameOf(questions[index]?.subject ?? '', error.message) }),
        );
        assert.equal(answers(questions), expected);
      });
    }

    it('answers like the frame codec to cut and changed bytes', () => {
      const sound = [...frames, ...tolerated].filter(({ hex }) => hex.length < 260);
      const questions = sound.flatMap(({ decoded, hex }) => {
        const subject = subjectOf(decoded.header === null ? decoded.message : undefined);
        return Array.from(mutationsOf(parseHex(hex)), (bytes): Question => ({ subject, bytes }));
      });
      const said = answers(questions);
      for (const [index, question] of questions.entries()) assertAnswer(layout, question, said[index] ?? '');
    });
  });
}
