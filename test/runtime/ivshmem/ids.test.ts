import * as assert from 'uvu/assert';
import { ID_COUNT, IdLedger } from '../../../runtime/ivshmem/ids.ts';
import { describe } from '../../support/index.ts';

describe('ivshmem ids', (it) => {
  it('go round, past those in use', () => {
    const ids = new IdLedger();
    assert.is(ids.take(), 0);
    ids.next = 65_534;
    assert.equal([ids.take(), ids.take(), ids.take(), ids.take()], [65_534, 65_535, 1, 2]);
  });

  it('are all given out, and then none', () => {
    const ids = new IdLedger();
    const given = new Set(Array.from({ length: ID_COUNT }, () => ids.take()));
    assert.is(given.size, ID_COUNT);
    assert.is(ids.take(), null);
    ids.leave(77);
    // The others have all seen it.
    assert.is(ids.take(), null);
  });

  it('come again when the last client that saw them has left, and not before', () => {
    const ids = new IdLedger();
    const [a, b, c] = [ids.take(), ids.take(), ids.take()] as [number, number, number];
    ids.leave(b);
    ids.leave(a);
    const d = ids.take() as number;
    // c saw both; d, which came later, saw neither.
    assert.is(ids.retiredCount, 2);
    ids.leave(c);
    assert.is(ids.retiredCount, 1);
    ids.next = 0;
    assert.equal([ids.take(), ids.take()], [a, b]);
    ids.leave(d);
    // Those that are left came after c had gone, and saw d.
    assert.is(ids.retiredCount, 1);
  });

  it('that are reserved stay so until they are released, and are then known to those who are there', () => {
    const ids = new IdLedger();
    ids.reserve(0);
    ids.reserve(0);
    assert.is(ids.reservedCount, 1);
    assert.is(ids.take(), 1);
    assert.is(ids.release(5), false);
    assert.is(ids.release(0), true);
    assert.equal([ids.reservedCount, ids.retiredCount], [0, 1]);
    ids.next = 0;
    assert.is(ids.take(), 2);
  });

  it('never meet one that a client has seen, whoever comes and goes', () => {
    const ids = new IdLedger();
    ids.next = 65_500;
    let seed = 7;
    const draw = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    const views = new Map<number, Set<number>>();
    for (let step = 0; step < 5000; step += 1) {
      if (views.size === 0 || (views.size < 20 && draw(2) === 0)) {
        const id = ids.take() as number;
        for (const view of views.values()) {
          assert.is(view.has(id), false);
          view.add(id);
        }
        views.set(id, new Set([...views.keys(), id]));
      } else {
        const id = [...views.keys()][draw(views.size)] as number;
        views.delete(id);
        ids.leave(id);
      }
    }
  });

  it('are witnessed in an order that forgets none', () => {
    const lines: string[] = [];
    const ids = new IdLedger({
      held: (id) => lines.push(`held ${id}`),
      freed: (id) => lines.push(`freed ${id}`),
      next: (id) => lines.push(`next ${id}`),
    });
    const id = ids.take() as number;
    ids.leave(id);
    assert.equal(lines, ['held 0', 'next 1', 'freed 0']);
  });
});
