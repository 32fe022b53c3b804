/**
 * A writer of a FIFO that ends before any of its stores: the living lose nothing, and the room comes back. The end is an error that is thrown in place of
 * the step, in one thread, so that all is deterministic; `test/survival/kill` kills processes.
 */
import * as assert from 'uvu/assert';
import { LINE_WORDS, SLOT_WORDS } from '../../../runtime/fifo/fifo-layout.ts';
import { FifoPlace } from '../../../runtime/fifo/fifo-place.ts';
import { buryWriters, FifoReader } from '../../../runtime/fifo/fifo-reader.ts';
import { FifoWriter } from '../../../runtime/fifo/fifo-writer.ts';
import { describe } from '../../support/index.ts';
import { CountedRuntime } from './counted-runtime.ts';
import { startCounting, stopCounting } from './step-counter.ts';

const SLOTS = 2;
const DOOMED = 1;
const LIVING = [2, 3] as const;

class End extends Error {}

interface Stage {
  readonly doomed: FifoWriter;
  readonly early: FifoWriter;
  readonly late: FifoWriter;
  readonly reader: FifoReader;
  readonly received: number[][];
}

interface Scene {
  readonly title: string;
  /** Not counted. */
  readonly before: (stage: Stage) => void;
  readonly run: (stage: Stage) => void;
  /** Messages of the doomed one after its last step. */
  readonly posted: number;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function take({ reader, received }: Stage): boolean {
  if (!reader.take()) return false;
  received.push([reader.owner, ...reader.payload.subarray(0, reader.length)]);
  return true;
}

/** Full of what `early` has posted; the doomed one waits, and `late` behind it. */
function waitBehind(stage: Stage): void {
  for (let i = 0; i < SLOTS; i++) assert.ok(stage.early.tryPost(bytes(i, i)));
  assert.not(stage.doomed.postInLine(bytes(7, 7)));
  assert.not(stage.late.postInLine(bytes(0, 0)));
}

function fill(stage: Stage): void {
  for (let i = 0; i < SLOTS; i++) assert.ok(stage.early.tryPost(bytes(i, i)));
}

const SCENES: readonly Scene[] = [
  {
    title: 'posting',
    before: ({ early }) => assert.ok(early.tryPost(bytes(0, 0))),
    run: ({ doomed }) => assert.ok(doomed.tryPost(bytes(7, 7))),
    posted: 1,
  },
  { title: 'lining up', before: fill, run: ({ doomed }) => assert.not(doomed.postInLine(bytes(7, 7))), posted: 0 },
  {
    title: 'taking room on that was granted',
    before(stage) {
      waitBehind(stage);
      assert.ok(take(stage));
    },
    run: ({ doomed }) => assert.ok(doomed.postInLine(bytes(7, 7))),
    posted: 1,
  },
  {
    title: 'leaving the line',
    before(stage) {
      waitBehind(stage);
      assert.ok(take(stage));
    },
    run: ({ doomed }) => doomed.leaveLine(),
    posted: 0,
  },
];

describe('a writer of a FIFO, ended before any step', (it) => {
  const runtime = new CountedRuntime();
  it.after(() => runtime.close());

  for (const scene of SCENES) {
    it(scene.title, async () => {
      const url = (name: string): string => new URL(`fifo/${name}.js`, runtime.url).href;
      const counted: typeof import('../../../runtime/fifo/fifo-writer.ts') = await import(url('fifo-writer'));
      const { FifoPlace: CountedPlace }: typeof import('../../../runtime/fifo/fifo-place.ts') = await import(url('fifo-place'));

      /** Steps that were taken, and messages of the doomed one that came. */
      function play(count: number): { steps: number; posted: number } {
        const slots = 4 * LINE_WORDS;
        const buffer = new ArrayBuffer(slots + 4 * SLOTS * SLOT_WORDS);
        const place = new FifoPlace(buffer, 0, slots, SLOTS);
        const silent = (): void => {};
        const stage: Stage = {
          doomed: new counted.FifoWriter(new CountedPlace(buffer, 0, slots, SLOTS) as unknown as FifoPlace, DOOMED, silent),
          early: new FifoWriter(place, LIVING[0], silent),
          late: new FifoWriter(place, LIVING[1], silent),
          reader: new FifoReader(place, 0, silent),
          received: [],
        };
        scene.before(stage);
        startCounting(count, () => {
          throw new End();
        });
        try {
          scene.run(stage);
        } catch (error) {
          if (!(error instanceof End)) throw error;
        }
        const steps = stopCounting();
        buryWriters(place, DOOMED, 1);
        outlive(stage);
        return { steps, posted: stage.received.filter(([owner]) => owner === DOOMED).length };
      }

      const whole = play(Number.POSITIVE_INFINITY);
      assert.is(whole.posted, scene.posted);
      assert.ok(whole.steps >= 2, `steps=${whole.steps}`);
      let last = 0;
      for (let count = 0; count < whole.steps; count++) {
        const { posted } = play(count);
        assert.ok(posted >= last && posted <= scene.posted, `after ${count} steps: ${posted} messages, and ${last} before`);
        last = posted;
      }
    });
  }
});

/** Each of the living posts to the end; all of it comes, whole and in order. */
function outlive(stage: Stage): void {
  const { early, late, received } = stage;
  const next = [early.posted, late.posted];
  for (let turn = 0; turn < 100; turn++) {
    [early, late].forEach((writer, i) => {
      const number = next[i] as number;
      if (number < 6 && writer.postInLine(bytes(number, number))) next[i] = number + 1;
    });
    take(stage);
  }
  while (take(stage));
  for (const owner of LIVING) {
    const own = received.filter((each) => each[0] === owner);
    assert.equal(
      own,
      [0, 1, 2, 3, 4, 5].map((i) => [owner, i, i]),
      `messages of writer ${owner}`,
    );
  }
  for (const each of received.filter(([owner]) => owner === DOOMED)) assert.equal(each, [DOOMED, 7, 7], 'whole');
  assert.is(stage.reader.broken, 0);
}
