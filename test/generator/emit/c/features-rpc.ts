/** RPCs with arguments of every kind that fits a slot. */
import { checkSchema, computeLayout, type DataModel, type Layout } from '../../../../generator/index.ts';

const FEATURES = `
protocol: rpc-features
language: 1
enums:
  - { name: colour, type: u8, values: [{ name: RED, value: 1 }, { name: GREEN, value: 2 }] }
flags:
  - { name: rights, type: u16, bits: [{ name: READ, at: 0 }, { name: WRITE, at: 3 }] }
types:
  - { name: percent, is: u8, max: 100 }
  - { name: truth, is: u32, bool: true }
structs:
  - name: call
    typedef: call_t
    packing: natural
    byte_order: big
    fields:
      - { name: index, type: u16, role: index }
      - { name: hue, type: colour }
      - { name: args, type: u64, count: 10, role: args }
rpc: { descriptor: call_t, max_index: { name: RPC_MAX, value: 40 }, reserved: [{ index: 16, reason: "a hole" }] }
rpcs:
  - name: RPC_ALL
    index: 0
    args:
      - { name: small, dir: in, type: i8 }
      - { name: wide, dir: in, type: i64, min: -5 }
      - { name: share, dir: in, type: percent }
      - { name: yes, dir: in, type: truth }
      - { name: hue, dir: in, type: colour }
      - { name: may, dir: in, type: rights }
      - { name: letter, dir: in, type: char }
      - { name: half, dir: in, type: f32 }
      - { name: whole, dir: out, type: f64 }
      - { name: result, dir: out, type: i16 }
  - { name: RPC_NONE, index: 1 }
  - { name: RPC_OUT, index: 9, args: [{ name: object, dir: out, type: handle<node> }, { name: shade, dir: out, type: colour }, { name: done, dir: out, type: bool }] }
  - { name: RPC_PLAIN, index: 39, mode: oneway, args: [{ name: where, dir: in, type: xptr }] }
`;

export function rpcFeatureLayout(options: { dataModel?: DataModel } = {}): Layout {
  const { schema, problems } = checkSchema('rpc-features.yaml', () => new TextEncoder().encode(FEATURES));
  if (schema === null)
    throw new Error(
      problems.map((problem) => `${problem.start.line}:${problem.start.column} ${problem.code} ${problem.message}`).join('\n'),
    );
  return computeLayout(schema, options);
}
