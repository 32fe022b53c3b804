import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { scalarOf } from '../../../../generator/emit/c/c-types.ts';
import type { Layout, StructLayout } from '../../../../generator/index.ts';
import { layoutOf } from '../../../schema/layout-text.ts';
import { describe } from '../../../support/index.ts';
import { compilesHosted, INCLUDE, Workbench } from './compile.ts';

interface Pair {
  readonly name: string;
  readonly source: string;
}

/** For every plain field a getter and a setter, each beside the same access to a member of the packed struct. */
function pairsOf(layout: Layout): Pair[] {
  return layout.structs.flatMap((struct) =>
    struct.fields
      .filter(({ type, count, bits }) => scalarOf(type) !== null && count === null && bits === null)
      .map(({ name }) => {
        const type = cType(struct);
        const value = `__typeof__(((${type} *)0)->${name})`;
        return {
          name: `${struct.name}.${name}`,
          source: `
${value} get_a_NUMBER(const void *buf) { return ${struct.name}_get_${name}(buf); }
${value} get_b_NUMBER(const ${type} *it) { return it->${name}; }
void set_a_NUMBER(void *buf, ${value} value) { ${struct.name}_set_${name}(buf, value); }
void set_b_NUMBER(${type} *it, ${value} value) { it->${name} = value; }
`,
        };
      }),
  );
}

function cType(struct: StructLayout): string {
  return struct.typedef ? struct.name : `struct ${struct.name}`;
}

/** Instructions of every function in an assembly listing. */
function functionsIn(assembly: string): ReadonlyMap<string, string> {
  const functions = new Map<string, string>();
  for (const [, name = '', body = ''] of assembly.matchAll(/^([gs]et_[ab]_\d+):[^\n]*\n([\s\S]*?)^\s*\.size\s/gm)) {
    const instructions = body
      .split('\n')
      .map((line) => line.replace(/[#;].*$/, '').trim())
      .filter((line) => line !== '' && !/^\.|:$/.test(line));
    functions.set(name, instructions.join('\n'));
  }
  return functions;
}

describe('accessors in C', (it) => {
  // Natural structs are not always aligned where accessors are used, so only compilers that need not care are asked.
  for (const compiler of ['gcc', 'clang', 'aarch64-linux-gnu-gcc'].filter(compilesHosted)) {
    for (const protocol of ['libos-ipc', 'cluster-rpc', 'v2v']) {
      it(`are the instructions of direct packed access: ${compiler}, ${protocol}`, () => {
        const layout = layoutOf(protocol);
        const pairs = pairsOf(layout);
        const bench = new Workbench(layout);
        const source = bench.write(
          'pairs.c',
          `#include "${protocol.replaceAll('-', '_')}.h"\n${pairs.map((pair, index) => pair.source.replaceAll('NUMBER', String(index))).join('')}`,
        );
        const assembly = path.join(bench.folder, 'pairs.s');
        const run = spawnSync(
          compiler,
          [
            '-std=gnu11',
            '-O2',
            '-S',
            '-fno-asynchronous-unwind-tables',
            '-Wno-attributes',
            `-I${INCLUDE}`,
            `-I${bench.folder}`,
            source,
            '-o',
            assembly,
          ],
          { encoding: 'utf8' },
        );
        assert.is(run.stderr, '');
        const functions = functionsIn(bench.read('pairs.s'));
        bench.close();
        assert.is(functions.size, 4 * pairs.length);
        for (const [index, { name }] of pairs.entries()) {
          assert.is(functions.get(`get_a_${index}`), functions.get(`get_b_${index}`), `get ${name}`);
          assert.is(functions.get(`set_a_${index}`), functions.get(`set_b_${index}`), `set ${name}`);
        }
      });
    }
  }
});
