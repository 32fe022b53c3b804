/**
 * A thread of a member that ends before any of its stores, while it calls, gives up or answers: who waits is told once, and everything is as it was. The end
 * is an error that is thrown in place of the step, and of all later ones, in one thread; so that all is deterministic. `calls.deep.ts` kills processes.
 */
import * as assert from 'uvu/assert';
import type { ClusterCalls } from '../../../runtime/index.ts';
import { type MemberClasses, PlainCluster, type PlainMember } from '../../runtime/cluster/plain-cluster.ts';
import { describe } from '../../support/index.ts';
import { CountedRuntime } from './counted-runtime.ts';
import { startCounting, stopCounting } from './step-counter.ts';

/** So few that a slot which is lost is missed at once. */
const ROOM = 4;
const NEXT = 3;
const HELD = 4;
const ASKED_BACK = 5;
const next = { index: NEXT, args: [41] };
const [A, B, DOOMED] = [0, 1, 2] as const;
const DIED = 'SLUICE_ERR_PEER_DIED';

class End extends Error {}

/** A signal whose listeners throw into who aborts, which those of Node do not. */
class Cancel {
  aborted = false;
  readonly #listeners = new Set<() => void>();

  get signal(): AbortSignal {
    return this as unknown as AbortSignal;
  }

  addEventListener(_type: string, listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

interface Stage {
  readonly cluster: PlainCluster;
  readonly a: PlainMember;
  readonly b: PlainMember;
  readonly doomed: PlainMember;
  /** Of what A and B have asked, in the order of their coming. */
  readonly ends: string[];
  readonly cancel: Cancel;
  /** Requests that the doomed one has begun, as A and B have served them. */
  served: number;
}

interface Scene {
  readonly title: string;
  /** Not counted. */
  readonly before?: (stage: Stage) => void;
  readonly run: (stage: Stage) => void;
  /** What A and B are told when all steps were taken, and when none was. */
  readonly answers?: readonly string[];
  readonly deaths?: readonly string[];
  /** Requests of the doomed one that A and B serve when all steps were taken, and at most when not. */
  readonly served?: number;
  readonly mostServed?: number;
}

function serve(stage: Stage, { thread, cxy }: PlainMember): void {
  thread.serve({
    handlers: {
      [NEXT]: ({ descriptor, source }) => {
        if (source === DOOMED && cxy !== DOOMED) stage.served += 1;
        descriptor.set(1, descriptor.get(0) + 1n);
      },
      [HELD]: () => new Promise(() => {}),
      [ASKED_BACK]: ({ source }) => thread.call(source, next).then(() => {}),
    },
  });
}

/** A survivor asks. */
function ask(stage: Stage, { thread }: PlainMember, target: number, index: number = NEXT): void {
  thread.post(target, { index, args: [41] }, (error, descriptor) => stage.ends.push(error?.code ?? String(descriptor.get(1))), {
    signal: stage.cancel.signal,
  });
}

function askBoth(stage: Stage): void {
  ask(stage, stage.a, DOOMED);
  ask(stage, stage.a, B);
}

/** The doomed one asks, and does not care what becomes of it. */
function begin({ cancel: { signal } }: Stage, thread: ClusterCalls, target: number, index: number = NEXT): void {
  thread.post(target, { index, args: [41] }, () => {}, { signal });
}

/** Its promise is nobody's. */
function beginAll({ thread }: PlainMember, targets: readonly number[]): void {
  thread.multicast(targets, next).catch(() => {});
}

const SCENES: readonly Scene[] = [
  { title: 'calling', run: (stage) => begin(stage, stage.doomed.thread, A), served: 1 },
  {
    title: 'calling two others, and itself',
    run({ doomed }) {
      beginAll(doomed, [A, DOOMED, B]);
    },
    served: 2,
  },
  {
    title: 'calling, and lining up for room',
    before(stage) {
      for (let i = 0; i < ROOM; i += 1) ask(stage, stage.b, A);
    },
    run: (stage) => begin(stage, stage.doomed.thread, A),
    answers: ['42', '42', '42', '42'],
    deaths: ['42', '42', '42', '42'],
  },
  {
    title: 'posting a call that has waited for room',
    before(stage) {
      for (let i = 0; i < ROOM; i += 1) ask(stage, stage.b, A);
      begin(stage, stage.doomed.thread, A);
      stage.a.thread.executeAll(1);
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['42', '42', '42', '42'],
    deaths: ['42', '42', '42', '42'],
    served: 1,
  },
  {
    title: 'giving up calls that nobody has taken',
    before(stage) {
      begin(stage, stage.doomed.thread, A);
      begin(stage, stage.doomed.thread, B);
    },
    run: ({ cancel }) => cancel.abort(),
    mostServed: 2,
  },
  {
    title: 'giving up calls that run',
    before(stage) {
      begin(stage, stage.doomed.thread, A, HELD);
      begin(stage, stage.doomed.thread, B, HELD);
      for (const { thread } of [stage.a, stage.b]) thread.onBell();
    },
    run: ({ cancel }) => cancel.abort(),
  },
  {
    title: 'giving up a call that waits for room',
    before(stage) {
      for (let i = 0; i < ROOM; i += 1) ask({ ...stage, cancel: new Cancel() }, stage.b, A);
      begin(stage, stage.doomed.thread, A);
      stage.a.thread.executeAll(1);
    },
    run: ({ cancel }) => cancel.abort(),
    answers: ['42', '42', '42', '42'],
    deaths: ['42', '42', '42', '42'],
  },
  {
    title: 'hearing answers',
    before(stage) {
      beginAll(stage.doomed, [A, B]);
      for (const { thread } of [stage.a, stage.b]) thread.onBell();
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    served: 2,
  },
  {
    title: 'answering',
    before: (stage) => ask(stage, stage.a, DOOMED),
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['42'],
    deaths: [DIED],
  },
  {
    title: 'answering two callers',
    before(stage) {
      ask(stage, stage.a, DOOMED);
      ask(stage, stage.b, DOOMED);
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['42', '42'],
    deaths: [DIED, DIED],
  },
  {
    title: 'answering before another one who was asked',
    before: askBoth,
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['42', '42'],
    deaths: [DIED, '42'],
  },
  {
    title: 'answering after another one who was asked',
    before(stage) {
      askBoth(stage);
      stage.b.thread.onBell();
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['42', '42'],
    deaths: [DIED, '42'],
  },
  {
    title: 'answering itself, beside another one',
    before(stage) {
      beginAll(stage.doomed, [DOOMED, A]);
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    served: 1,
  },
  {
    title: 'finding a call that was given up',
    before(stage) {
      ask(stage, stage.a, DOOMED);
      stage.cancel.abort();
    },
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: ['SLUICE_ERR_CANCELLED'],
    deaths: ['SLUICE_ERR_CANCELLED'],
  },
  {
    title: 'asking back',
    before: (stage) => ask(stage, stage.a, DOOMED, ASKED_BACK),
    run: ({ doomed }) => doomed.thread.onBell(),
    answers: [DIED],
    deaths: [DIED],
    served: 1,
  },
];

describe('a member that calls or answers, ended before any step', (it) => {
  const runtime = new CountedRuntime();
  it.after(() => runtime.close());

  for (const scene of SCENES) {
    it(scene.title, async () => {
      const load = (name: string): Promise<Record<string, unknown>> => import(new URL(`cluster/${name}.js`, runtime.url).href);
      const classes = { ...(await load('cluster-calls')), ...(await load('member-port')) } as unknown as MemberClasses;
      const { answers = [], deaths = [], served = 0, mostServed = served } = scene;
      const whole = play(classes, scene, Number.POSITIVE_INFINITY);
      assert.equal(whole.ends, [...answers].sort());
      assert.is(whole.served, served);
      assert.ok(whole.steps >= 2, `${whole.steps} steps`);
      assert.equal(play(classes, scene, 0).ends, [...deaths].sort());
      let last = 0;
      for (let count = 0; count < whole.steps; count += 1) {
        const now = play(classes, scene, count);
        const answered = now.ends.filter((end) => end === '42').length;
        assert.is(now.ends.length, answers.length, `after ${count} steps: one end each`);
        assert.ok(
          now.ends.every((end) => answers.includes(end) || deaths.includes(end)),
          `after ${count} steps: ${now.ends}`,
        );
        assert.ok(now.served <= mostServed && answered >= last, `after ${count} steps: ${now.served} served, ${now.ends}`);
        last = answered;
      }
    });
  }
});

/** @param count - steps that the doomed one takes. @returns what those who asked were told, sorted; requests of the doomed one; and steps that were taken */
function play(classes: MemberClasses, scene: Scene, count: number): { ends: string[]; served: number; steps: number } {
  const cluster = new PlainCluster(3, {
    callsPerWaiter: 2 * ROOM,
    room: ROOM,
    classesOf: (cxy) => (cxy === DOOMED ? classes : null),
  });
  const [a, b, doomed] = [A, B, DOOMED].map((cxy) => cluster.get(cxy)) as [PlainMember, PlainMember, PlainMember];
  const stage: Stage = { cluster, a, b, doomed, ends: [], cancel: new Cancel(), served: 0 };
  for (const member of cluster.members) {
    // Nothing comes from the event loop, from which the dead might, too.
    member.isRinging = true;
    serve(stage, member);
  }
  scene.before?.(stage);
  const end = (): never => {
    startCounting(0, end);
    throw new End();
  };
  let hasEnded = false;
  startCounting(count, () => {
    hasEnded = true;
    end();
  });
  try {
    scene.run(stage);
  } catch (error) {
    if (!(error instanceof End)) throw error;
  }
  const steps = hasEnded ? count : stopCounting();
  stopCounting();
  // Somebody who comes when it is dead and nobody knows.
  const late: string[] = [];
  b.thread.post(A, next, (error) => late.push(error?.code ?? 'ok'));
  a.thread.onBell();
  doomed.die();
  for (let round = 0; round < 4; round += 1) for (const { thread } of [a, b]) thread.onBell();
  assert.equal(late, ['ok'], `after ${count} steps`);
  outlive(stage);
  cluster.close();
  return { ends: stage.ends.sort(), served: stage.served, steps };
}

/** Each of the living calls the other, over more requests than a FIFO and a share have slots. */
function outlive({ a, b }: Stage): void {
  for (let i = 0; i < 5 * ROOM; i += 1) {
    assert.is(a.thread.callSync(B, next).get(1), 42n);
    assert.is(b.thread.callSync(A, next).get(1), 42n);
  }
  for (const { thread } of [a, b]) assert.equal([thread.inFlight, thread.quarantined], [0, 0]);
}
