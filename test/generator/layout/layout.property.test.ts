import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { checkSchema, computeLayout, type DataModel, type Layout } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';
import { randomAggregates, toC, toSchema } from '../../support/random-structs.ts';

const PER_BATCH = 250;
const DEEP = process.env['SLUICE_DEEP'] === '1';

const COMPILERS: readonly (readonly [command: string, model: DataModel])[] = [
  ['gcc', 'lp64'],
  ['clang', 'lp64'],
  ['aarch64-linux-gnu-gcc', 'lp64'],
  ['s390x-linux-gnu-gcc', 'lp64-be'],
  ['arm-linux-gnueabihf-gcc', 'ilp32'],
  ['i686-linux-gnu-gcc', 'i386'],
];

/** Static asserts of every number of a layout, against declarations that the generator had no part in. */
function assertsOf(layout: Layout): string {
  const lines: string[] = [];
  for (const item of layout.aggregates) {
    const type = `${item.kind} ${item.name}`;
    lines.push(`_Static_assert(sizeof(${type}) == ${item.size}, "size of ${type}");`);
    lines.push(`_Static_assert(_Alignof(${type}) == ${item.align}, "alignment of ${type}");`);
    if (item.kind === 'union') continue;
    for (const field of item.fields) {
      lines.push(`_Static_assert(offsetof(${type}, ${field.name}) == ${field.offset}, "offset of ${type} ${field.name}");`);
      lines.push(`_Static_assert(sizeof(((${type} *)0)->${field.name}) == ${field.size}, "size of ${type} ${field.name}");`);
    }
    if (item.tails[0]) {
      lines.push(`_Static_assert(offsetof(${type}, text) == ${item.tails[0].offset}, "offset of ${type} text");`);
    }
  }
  return lines.join('\n');
}

function compile(command: string, source: string): string {
  const args = ['-std=c11', '-ffreestanding', '-fsyntax-only', '-w', '-x', 'c', '-'];
  const run = spawnSync(command, args, { input: source, encoding: 'utf8', maxBuffer: 1 << 26 });
  return run.status === 0 ? '' : run.stderr || String(run.error);
}

function exists(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

describe('layout against C compilers', (it) => {
  for (const [command, dataModel] of COMPILERS) {
    if (!exists(command)) {
      if (command === 'gcc' || DEEP) it(`needs ${command}`, () => assert.unreachable(`${command} is not installed`));
      continue;
    }
    const batches = command === 'gcc' ? (DEEP ? 40 : 8) : DEEP ? 8 : 1;
    it(`agrees with ${command} (${dataModel}) on ${batches * PER_BATCH} random structs and unions`, () => {
      const property = fc.property(randomAggregates(PER_BATCH), (all) => {
        const text = toSchema(all);
        const { schema, problems } = checkSchema('random.yaml', () => new TextEncoder().encode(text));
        assert.is(problems.map((problem) => problem.message).join('\n'), '');
        if (!schema) throw new Error('unreachable: no schema and no problem');
        const layout = computeLayout(schema, { dataModel });
        assert.is(compile(command, `${toC(all)}\n${assertsOf(layout)}\n`), '');
      });
      fc.assert(property, { numRuns: batches });
    });
  }
});
