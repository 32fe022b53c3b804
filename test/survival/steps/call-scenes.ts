/** What a doomed member of a cluster does, step by step: it calls, or it answers. Members 1 and 2 live on. */
import type { ClusterCalls, Service } from '../../../runtime/index.ts';

/** Of the doomed one. */
export const DOOMED = 7;
/** Indexes that every member serves: argument 1 becomes argument 0 plus 1; the same once the test says so; the same, asked of the caller. */
export const NEXT = 3;
export const HELD = 4;
export const ASKED_BACK = 5;
export const ASKED = 41;

export interface CallScene {
  readonly title: string;
  /** In the doomed one, before the first step and from then on: what it has asked others, each with its answer. Without it, it answers. */
  readonly prepare?: (calls: ClusterCalls) => void;
  readonly call?: (calls: ClusterCalls) => Promise<void> | void;
  /** In a survivor: what it asks the doomed one; ends of it by code or by the answer, a member each. */
  readonly ask?: (calls: ClusterCalls) => Promise<string[]>;
  /** What the survivor is told when all steps were taken, and when none was. */
  readonly answers?: readonly string[];
  readonly deaths?: readonly string[];
}

export function serviceOf(calls: ClusterCalls, held: (open: () => void) => void = () => {}): Service {
  return {
    handlers: {
      [NEXT]: ({ descriptor }) => descriptor.set(1, descriptor.get(0) + 1n),
      [HELD]: ({ descriptor }) => {
        descriptor.set(1, descriptor.get(0) + 1n);
        return new Promise(held);
      },
      [ASKED_BACK]: async ({ descriptor, source }) => {
        const answer = await calls.call(source, { index: NEXT, args: [descriptor.get(0)] });
        descriptor.set(1, answer.get(1));
      },
    },
  };
}

const asked = { index: NEXT, args: [ASKED] };
const controller = new AbortController();

function mustBeNext(answer: bigint): void {
  if (answer !== BigInt(ASKED) + 1n) throw new Error(`a wrong answer: ${answer}`);
}

function told(results: Awaited<ReturnType<ClusterCalls['multicast']>>): string[] {
  return results.map(({ error, descriptor }) => error?.code ?? String(descriptor.get(1)));
}

/** One call by a callback, which must come once. */
function askOne(calls: ClusterCalls, index: number): Promise<string[]> {
  const ends: string[] = [];
  return new Promise((resolve) => {
    calls.post(DOOMED, { index, args: [ASKED] }, (error, descriptor) => {
      ends.push(error?.code ?? String(descriptor.get(1)));
      // Whatever might come after it has come by then.
      setTimeout(() => resolve(ends), 1);
    });
  });
}

const DIED = 'SLUICE_ERR_PEER_DIED';

export const CALL_SCENES: Readonly<Record<string, CallScene>> = {
  call: {
    title: 'calling, and being answered',
    call: async (calls) => mustBeNext((await calls.call(1, asked)).get(1)),
  },
  'call-sync': {
    title: 'the same, asleep',
    call: (calls) => mustBeNext(calls.callSync(1, asked).get(1)),
  },
  multicast: {
    title: 'calling two, and being answered by both',
    async call(calls) {
      for (const { error, descriptor } of await calls.multicast([1, 2], asked))
        mustBeNext(error === null ? descriptor.get(1) : 0n);
    },
  },
  cancel: {
    title: 'giving up two calls that run',
    prepare(calls) {
      const { signal } = controller;
      for (const target of [1, 2]) calls.call(target, { index: HELD, args: [ASKED] }, { signal }).catch(() => {});
    },
    call: () => controller.abort(),
  },
  answer: {
    title: 'answering',
    ask: (calls) => askOne(calls, NEXT),
    answers: ['42'],
    deaths: [DIED],
  },
  'answer-of-two': {
    title: 'answering one who sleeps, and who asked another one, too',
    ask: async (calls) => told(calls.multicastSync([DOOMED, 1], asked)),
    answers: ['42', '42'],
    deaths: [DIED, '42'],
  },
  'ask-back': {
    title: 'asking back, and answering',
    ask: (calls) => askOne(calls, ASKED_BACK),
    answers: ['42'],
    deaths: [DIED],
  },
};
