/**
 * Every RPC of cluster-rpc, by its layout: what a caller sends and a server answers, in TypeScript, and the same as C for c-peer.c. Outputs depend
 * on all inputs; a handler without outputs refuses with an errno that does, RPC 9 on its second target only.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import type { Layout } from '../../../generator/index.ts';
import { layoutOfText } from '../../generator/emit/ts/compiled.ts';
import { ROOT } from './build.ts';
import { show } from './calls.ts';

type Rpc = Layout['rpcs'][number];
type Arg = Rpc['args'][number];

const { rpcs } = layoutOfText(readFileSync(path.join(ROOT, 'schema', 'cluster-rpc.yaml'), 'utf8'));
const TARGETS = [1, 2, 3];
const FAILING = 2;
const methodOf = ({ tsName }: Rpc): string => tsName.slice(0, 1).toLowerCase() + tsName.slice(1);
const inputsOf = ({ args }: Rpc): readonly Arg[] => args.filter(({ dir }) => dir === 'in');
const outputsOf = ({ args }: Rpc): readonly Arg[] => args.filter(({ dir }) => dir === 'out');
const scalarOf = ({ name, type }: Arg): string => {
  if (type.kind === 'scalar') return type.scalar;
  throw new Error(`an argument of another kind: name=${name}`);
};
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** Bits that an argument has: each differs, and the upper half is in use. */
function sentBits(rpc: Rpc, arg: Arg): bigint {
  const small = BigInt(rpc.index * 16 + arg.slot);
  const scalar = scalarOf(arg);
  if (scalar === 'bool') return BigInt(arg.slot & 1);
  return scalar.endsWith('64') ? 0xf123456700000000n + small : 0xf0000000n + small;
}

/** As JavaScript has it. */
function valueOf(arg: Arg, bits: bigint): unknown {
  const scalar = scalarOf(arg);
  const width = scalar.endsWith('64') ? 64 : 32;
  const value = scalar.startsWith('i') ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
  if (scalar === 'bool') return value !== 0n;
  return width === 64 ? value : Number(value);
}

const digest = (values: readonly bigint[]): bigint => values.reduce((sum, value) => u64(sum * 31n + value), 0n);
const errnoOf = (sum: bigint): number => 1 + Number(sum % 100n);

/** Outputs by their names in TypeScript. @throws Refusal for an RPC that has none */
function answerTo(rpc: Rpc, bits: readonly bigint[], target: number): Record<string, unknown> | undefined {
  const sum = digest(bits);
  const outputs = outputsOf(rpc);
  if (outputs.length > 0)
    return Object.fromEntries(outputs.map((arg) => [arg.tsName, valueOf(arg, u64(sum * 31n + BigInt(arg.slot)))]));
  if (rpc.mode === 'multicast' && target !== FAILING) return undefined;
  throw new Refusal(errnoOf(sum));
}

const bitsOf = (value: unknown): bigint => u64(BigInt(value as bigint | number | boolean));

export function everyHandler(): Partial<cluster.ClusterRpcHandlers> {
  const handlers = rpcs.map((rpc) => [
    methodOf(rpc),
    (input: Record<string, unknown>, { target }: { readonly target: number }) =>
      answerTo(
        rpc,
        inputsOf(rpc).map(({ tsName }) => bitsOf(input[tsName])),
        target,
      ),
  ]);
  return Object.fromEntries(handlers) as Partial<cluster.ClusterRpcHandlers>;
}

function inputTo(rpc: Rpc, isPerTarget: boolean): Record<string, unknown> {
  const wanted = inputsOf(rpc).filter(({ perTarget }) => perTarget === isPerTarget);
  return Object.fromEntries(wanted.map((arg) => [arg.tsName, valueOf(arg, sentBits(rpc, arg))]));
}

export async function callEvery(transport: Transport): Promise<string[]> {
  const lines: string[] = [];
  const client = new cluster.ClusterRpcClient(transport, { target: 7, timeoutMs: 5000 });
  const calls = client as unknown as Record<string, (input: unknown, targets?: unknown) => Promise<Record<string, unknown>>>;
  for (const rpc of rpcs) {
    const targets = TARGETS.map((target) => ({ target, ...inputTo(rpc, true) }));
    const call = calls[methodOf(rpc)]?.call(client, inputTo(rpc, false), ...(rpc.mode === 'multicast' ? [targets] : []));
    await show(lines, rpc.name, call as Promise<Record<string, unknown>>, (answer) =>
      Object.fromEntries(outputsOf(rpc).map(({ name, tsName }) => [name, `0x${bitsOf(answer[tsName]).toString(16)}`])),
    );
  }
  return lines;
}

/** What every caller says. */
export const EVERY_LINES: readonly string[] = rpcs.map((rpc) => {
  const sum = digest(inputsOf(rpc).map((arg) => sentExtended(rpc, arg)));
  const line: Record<string, unknown> = { call: rpc.name, status: 'OK' };
  for (const arg of outputsOf(rpc)) line[arg.name] = `0x${bitsOf(valueOf(arg, u64(sum * 31n + BigInt(arg.slot)))).toString(16)}`;
  if (outputsOf(rpc).length === 0) Object.assign(line, { status: 'SLUICE_ERR_REFUSED', errno: errnoOf(sum), started: 'unknown' });
  return JSON.stringify(line);
});

/** As a 64-bit word: what is signed is extended. */
function sentExtended(rpc: Rpc, arg: Arg): bigint {
  return bitsOf(valueOf(arg, sentBits(rpc, arg)));
}

const C_TYPES: Readonly<Record<string, string>> = {
  bool: 'uint8_t',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
  i64: 'int64_t',
};
const cType = (arg: Arg): string => C_TYPES[scalarOf(arg)] ?? 'unknown';

function handlerInC(rpc: Rpc, short: string): string {
  const inputs = inputsOf(rpc);
  const outputs = outputsOf(rpc);
  const args = [...inputs.map((arg) => `${cType(arg)} ${arg.name}`), ...outputs.map((arg) => `${cType(arg)} *${arg.name}`)];
  const sums = inputs.map(({ name }) => `\tsum = sum * 31 + (uint64_t)(int64_t)${name};`);
  const sets = outputs.map((arg) => `\t*${arg.name} = (${cType(arg)})(sum * 31 + ${arg.slot});`);
  const refuse = rpc.mode === 'multicast' ? `context->target != ${FAILING} ? 0 : -1 - (int)(sum % 100)` : '-1 - (int)(sum % 100)';
  return [
    `static int every_${short}(struct sluice_call_context *context, ${args.join(', ')})`,
    '{\n\tuint64_t sum = 0;\n\t(void)context;',
    ...sums,
    ...sets,
    `\treturn ${outputs.length > 0 ? '0' : refuse};\n}`,
  ].join('\n');
}

function callInC(rpc: Rpc, short: string): string {
  const outputs = outputsOf(rpc);
  const literal = (arg: Arg): string => `(${cType(arg)})UINT64_C(0x${sentBits(rpc, arg).toString(16)})`;
  const isMulticast = rpc.mode === 'multicast';
  const sent = inputsOf(rpc).map((arg) =>
    arg.perTarget ? `(const ${cType(arg)}[]){${TARGETS.map(() => literal(arg)).join(', ')}}` : literal(arg),
  );
  const to = isMulticast ? [`(const uint32_t[]){${TARGETS.join(', ')}}`, String(TARGETS.length)] : ['7'];
  const format = outputs.map(({ name }) => `,\\"${name}\\":\\"0x%" PRIx64 "\\"`).join('');
  const shown = outputs.map(({ name }) => `(uint64_t)(int64_t)${name}`);
  return [
    '\t{',
    ...outputs.map((arg) => `\t${cType(arg)} ${arg.name} = 0;`),
    `\tint status = rpc_${short}_client(${['t', ...to, ...sent, ...outputs.map(({ name }) => `&${name}`)].join(', ')});`,
    `\tshow(t, "${rpc.name}", status, ${outputs.length > 0 ? [`"${format}"`, ...shown].join(', ') : '"%s", ""'});`,
    '\t}',
  ].join('\n');
}

/** EVERY_HANDLERS and call_every for c-peer.c, which includes it as EVERY_RPC. */
export function everyRpcInC(): string {
  const named = rpcs.map((rpc) => [rpc, rpc.name.replace('RPC_', '').toLowerCase()] as const);
  return [
    ...named.map(([rpc, short]) => handlerInC(rpc, short)),
    `static const struct cluster_rpc_handlers EVERY_HANDLERS = {${named.map(([, short]) => `.${short} = every_${short}`).join(', ')}};`,
    'static void call_every(struct sluice_transport *t)\n{',
    ...named.map(([rpc, short]) => callInC(rpc, short)),
    '}\n',
  ].join('\n');
}
