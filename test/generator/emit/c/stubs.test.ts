import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { emitC } from '../../../../generator/emit/c/index.ts';
import { checkSchema, computeLayout } from '../../../../generator/index.ts';
import type { Layout } from '../../../../generator/layout/types.ts';
import { describe } from '../../../support/index.ts';
import { compilers, STRICT, Workbench } from './compile.ts';

const SCHEMAS: string = fileURLToPath(new URL('../../../../../schema/', import.meta.url));

/**
 * A multicast, a one-way RPC, RPCs without arguments, arguments with the names of a stub's own variables, calls named as words of C, and tails whose
 * accessors want the names of stubs.
 */
const AWKWARD = `\
protocol: awkward
language: 1
doc: d
c_prefix: [A_]
byte_order: little
structs:
  - { name: a_head, doc: d, fields: [{ name: code, type: u16, role: code, doc: d }, { name: size, type: u32, role: size, doc: d }] }
  - name: a_desc
    doc: d
    fields:
      - { name: index, type: u32, role: index, doc: d }
      - { name: filler, type: u32, doc: d }
      - { name: args, type: u64, count: 4, role: args, doc: d }
rpc:
  descriptor: a_desc
  max_index: { name: A_MAX, value: 9, doc: d }
  doc: d
rpcs:
  - name: A_MANY
    index: 0
    mode: multicast
    doc: d
    args:
      - { name: pending, dir: in, type: u32, per_target: true, doc: d }
      - { name: out, dir: in, type: i16, doc: d }
      - { name: count, dir: in, type: f32, doc: d }
  - { name: A_NOTHING, index: 2, doc: d }
  - { name: A_TELL, index: 3, mode: oneway, doc: d, args: [{ name: call_args, dir: in, type: u8, doc: d }] }
  - { name: A_DELETE, index: 4, doc: d, args: [{ name: cxy, dir: in, type: u8, doc: d }, { name: i, dir: out, type: i64, doc: d }, { name: status, dir: out, type: bool, doc: d }] }
  - { name: A_MANY_MORE, index: 5, mode: multicast, doc: d }
  - { name: A_RESTRICT, index: 6, doc: d, args: [{ name: context, dir: in, type: u32, doc: d }, { name: user, dir: out, type: u32, doc: d }] }
  - { name: A_ERRNO, index: 7, doc: d }
frame: { header: a_head, doc: d }
messages:
  - name: A_BIND
    code: 100
    reply: [A_GET_BIND]
    doc: d
    body:
      name: a_bind
      fields: [{ name: n, type: u8, doc: d }, { name: extra, type: u8, doc: d }]
      tails: [{ name: send, kind: bytes, count: n, doc: d }, { name: call, kind: string, doc: d }]
  - { name: A_GET_BIND, code: 101, doc: d }
  - { name: A_BIND_GET, code: 102 }
`;

function layoutsOf(name: string, text: string): Layout[] {
  const { schema, problems } = checkSchema(name, () => Buffer.from(text));
  if (schema === null) throw new Error(JSON.stringify(problems));
  const configs = schema.configs.map((config) => config.name);
  return (configs.length === 0 ? [null] : configs).map((config) => computeLayout(schema, config === null ? {} : { config }));
}

function textOf(layout: Layout, suffix: string): string {
  return emitC(layout).find((file) => file.path.endsWith(suffix))?.text ?? '';
}

describe('stubs in C', (it) => {
  const layouts = new Map<string, Layout[]>(
    ['cluster-rpc', 'libos-ipc', 'v2v', 'ivshmem', 'segment'].map((name) => [
      name,
      layoutsOf(`${name}.yaml`, readFileSync(path.join(SCHEMAS, `${name}.yaml`), 'utf8')),
    ]),
  );
  layouts.set('awkward', layoutsOf('awkward.yaml', AWKWARD));

  it('are there where a protocol has RPCs, or messages with codes', () => {
    const having = [...layouts].filter(([, [layout]]) => layout !== undefined && textOf(layout, '_stubs.h') !== '');
    assert.equal(
      having.map(([name]) => name),
      ['cluster-rpc', 'libos-ipc', 'v2v', 'awkward'],
    );
  });

  for (const name of ['cluster-rpc', 'libos-ipc', 'v2v', 'awkward']) {
    it(`compile without a warning in all configs: ${name}`, () => {
      for (const layout of layouts.get(name) ?? []) {
        const bench = new Workbench(layout);
        try {
          const prefix = name.replaceAll('-', '_');
          for (const compiler of compilers()) {
            const file = compiler.includes('++') ? `${prefix}_stubs.h` : `${prefix}_stubs.c`;
            assert.is(bench.compile(compiler, `#include "${file}"\n`, STRICT), '', `${compiler}, ${layout.config}`);
          }
        } finally {
          bench.close();
        }
      }
    });
  }

  it('have the prototypes of the source, with the transport first', () => {
    const [layout] = layouts.get('cluster-rpc') ?? [];
    const header = layout === undefined ? '' : textOf(layout, '_stubs.h').replace(/\s+/g, ' ');
    for (const prototype of [
      'int rpc_pmem_get_pages_client(struct sluice_transport *transport, uint32_t cxy, uint32_t order, uint64_t *page);',
      'int rpc_vmm_get_pte_client(struct sluice_transport *transport, uint32_t cxy, uint64_t process, uint32_t vpn, uint8_t cow, uint32_t *attr, uint32_t *ppn, int32_t *error);',
      'int rpc_process_sigaction_client(struct sluice_transport *transport, const uint32_t *targets, uint32_t count, uint32_t action_type, const uint64_t *process);',
      'int (*process_sigaction)(struct sluice_call_context *context, uint32_t action_type, uint64_t process);',
    ]) {
      assert.ok(header.includes(prototype), prototype);
    }
  });

  it('have a table with designated initialisers, and ranges for what is reserved', () => {
    const [layout] = layouts.get('cluster-rpc') ?? [];
    const source = layout === undefined ? '' : textOf(layout, '_stubs.c');
    assert.match(source, '[RPC_VMM_SET_COW] = {');
    assert.match(source, '{ 19u, 19u, SLUICE_ERR_RESERVED, ');
    assert.is(source.match(/^\t\[RPC_/gm)?.length, 28);
  });
});
