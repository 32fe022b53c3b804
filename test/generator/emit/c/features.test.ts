import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { encodeFrame, FrameError } from '../../../../generator/frame/index.ts';
import type { DataModel, Layout } from '../../../../generator/index.ts';
import { describe } from '../../../support/index.ts';
import { randomObject } from '../../../support/random-values.ts';
import { compilers, STRICT, Workbench } from './compile.ts';
import { assertAnswer, mutationsOf, type Question, questionLine } from './differential.ts';
import { driverSource } from './driver.ts';
import { featureLayout } from './features.ts';
import { rpcFeatureLayout } from './features-rpc.ts';

const DEEP = process.env['SLUICE_DEEP'] === '1';
const OBJECTS_PER_NAME = DEEP ? 20 : 4;

const CODES: Readonly<Record<string, readonly string[]>> = {
  plain: [
    'TRUNCATED',
    'SIZE',
    'COUNT',
    'TERMINATOR',
    'ENUM',
    'CODE_UNKNOWN',
    'CODE_RESERVED',
    'CODE_DISABLED',
    'OFFSET',
    'RANGE',
    'UTF8',
    'TRAILING',
    'UNION',
    'BITS',
  ],
  extra: [
    'TRUNCATED',
    'SIZE',
    'COUNT',
    'TERMINATOR',
    'ENUM',
    'CODE_UNKNOWN',
    'CODE_RESERVED',
    'OFFSET',
    'RANGE',
    'UTF8',
    'TRAILING',
    'UNION',
    'BITS',
  ],
  rpc: ['TRUNCATED', 'ENUM', 'CODE_UNKNOWN', 'CODE_RESERVED', 'RANGE', 'TRAILING', 'BITS'],
};

/** Frames and bare structs of random legal objects, each with every cut and a change of every byte. */
function questionsAbout(layout: Layout): Question[] {
  const frames = [...layout.messages, ...layout.rpcs].map(({ name }) => ({ name, subject: 'frame' }));
  const structs = layout.structs.map(({ name }) => ({ name, subject: name }));
  return [...frames, ...structs].flatMap(({ name, subject }) =>
    fc.sample(randomObject(layout, name), { numRuns: OBJECTS_PER_NAME, seed: 7 }).flatMap((object) => {
      const bytes = tryEncode(layout, name, object);
      return bytes === null ? [] : Array.from(mutationsOf(bytes), (changed): Question => ({ subject, bytes: changed }));
    }),
  );
}

/** Nearly all random objects are legal; the others are refused by name. */
function tryEncode(layout: Layout, name: string, object: unknown): Uint8Array | null {
  try {
    return encodeFrame(layout, name, object);
  } catch (error) {
    if (error instanceof FrameError) return null;
    throw error;
  }
}

describe('every construct in C', (it) => {
  for (const compiler of compilers()) {
    for (const dataModel of (compiler.startsWith('gcc') ? ['lp64', 'lp64-be'] : ['lp64']) satisfies DataModel[]) {
      it(`compiles without a warning: ${compiler}, ${dataModel}`, () => {
        for (const layout of [featureLayout({ dataModel }), rpcFeatureLayout({ dataModel })]) {
          const bench = new Workbench(layout);
          assert.is(bench.compile(compiler, driverSource(layout), STRICT), '');
          bench.close();
        }
      });
    }
  }

  for (const name of ['plain', 'extra', 'rpc']) {
    for (const compiler of DEEP ? compilers() : ['gcc -std=c11']) {
      it(`means what the frame codec means: ${name}, ${compiler}`, () => {
        const layout = name === 'rpc' ? rpcFeatureLayout() : featureLayout({ config: name });
        const bench = new Workbench(layout);
        bench.build(driverSource(layout), 'driver', DEEP ? `${compiler} -O2` : compiler);
        const questions = questionsAbout(layout);
        const answers = bench.run('driver', questions.map(questionLine).join('')).trimEnd().split('\n');
        bench.close();
        for (const [index, question] of questions.entries()) {
          assertAnswer(layout, question, answers[index] ?? '');
        }
        const codes = new Set(answers.map((answer) => answer.split(' ')[0]));
        assert.equal([...codes].sort(), ['ok', ...(CODES[name] ?? []).map((code) => `SLUICE_ERR_${code}`)].sort());
      });
    }
  }
});
