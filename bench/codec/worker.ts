/** Child process: one codec and one message. Verifies it, then answers requests to time a case; knows nothing of the others. */
import { CASE_NAMES, type CaseName, type Codec, isInline } from './codec.ts';
import { createCodec } from './codecs.ts';
import { compileEmptyLoop, compileLoop } from './loops.ts';
import { type TimedLoop, timeLoop, warmUp, weighLoop } from './measure.ts';
import { type MessageName, makeInputs } from './messages.ts';

export type WorkerRequest =
  | { readonly kind: 'warm'; readonly ms: number }
  | { readonly kind: 'time'; readonly case: CaseName; readonly ms: number }
  | { readonly kind: 'weigh'; readonly case: CaseName };

/** The first answer, sent unasked: what there is to measure, or why there is nothing. */
export interface WorkerReady {
  readonly name: string;
  readonly note: string;
  readonly bytes: number;
  readonly cases: readonly CaseName[];
  readonly failure: string | null;
}

interface Prepared {
  readonly cases: ReadonlyMap<CaseName, TimedLoop>;
  readonly empty: TimedLoop;
}

async function load(id: string, message: MessageName): Promise<Codec> {
  const codec = await createCodec(id, message, makeInputs(message));
  codec.verify();
  return codec;
}

function prepare(codec: Codec, message: MessageName): Prepared {
  const cases = new Map<CaseName, TimedLoop>();
  for (const name of CASE_NAMES) {
    const operation = codec.cases[name];
    if (operation) cases.set(name, { loop: compileLoop(`${codec.name} ${message} ${name}`, name, operation), iterations: 0 });
  }
  return { cases, empty: { loop: compileEmptyLoop(), iterations: 0 } };
}

function answer({ cases, empty }: Prepared, request: WorkerRequest): number {
  if (request.kind === 'warm') {
    for (const one of [empty, ...cases.values()]) one.iterations = warmUp(one.loop, request.ms);
    return 0;
  }
  const prepared = cases.get(request.case);
  if (!prepared) throw new Error(`no such case: ${request.case}`);
  if (request.kind === 'weigh') return weighLoop(prepared.loop);
  return timeLoop(prepared, isInline(request.case) ? null : empty, request.ms);
}

const [id, message] = process.argv.slice(2) as [string, MessageName];
const send = (value: WorkerReady | number): void => void process.send?.(value);
try {
  const codec = await load(id, message);
  const prepared = prepare(codec, message);
  process.on('message', (request: WorkerRequest) => send(answer(prepared, request)));
  send({ name: codec.name, note: codec.note, bytes: codec.bytes, cases: [...prepared.cases.keys()], failure: null });
} catch (error) {
  send({
    name: id,
    note: '',
    bytes: 0,
    cases: [],
    failure: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
  });
  process.disconnect?.();
}
