import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { HandleTable } from '../../../runtime/index.ts';
import { describe, hasCode } from '../../support/index.ts';

const [stale, foreign, type] = ['STALE', 'FOREIGN', 'TYPE'].map((name) => hasCode(`SLUICE_ERR_HANDLE_${name}`));

describe('handles', (it) => {
  it('name member, type, life and place', () => {
    const table = new HandleTable<string>(0xabcd);
    assert.is(table.add(0x12, 'a'), 0xabcd_12_0001_000000n);
    const second = table.add(0xff, 'b');
    assert.is(second, 0xabcd_ff_0001_000001n);
    assert.is(table.remove(second, 0xff), 'b');
    assert.is(table.add(1, 'c'), 0xabcd_01_0002_000001n);
    assert.is(table.size, 2);
  });

  it('are stale for ever once they were given back', () => {
    const table = new HandleTable<number>(1, 1);
    const first = table.add(1, 7);
    assert.is(table.get(first, 1), 7);
    table.remove(first, 1);
    assert.throws(() => table.get(first, 1), stale);
    assert.throws(() => table.remove(first, 1), stale);
    for (let life = 2; life <= 0xffff; life++) {
      const handle = table.add(1, life);
      assert.is.not(handle, first);
      table.remove(handle, 1);
    }
    // The place has had all its lives.
    assert.throws(() => table.add(1, 0), hasCode('SLUICE_ERR_BUSY'));
    assert.throws(() => table.get(first, 1), stale);
    assert.throws(() => table.get(first & ~(0xffffn << 24n), 1), foreign);
  });

  it('are refused in other tables, and when they were never given', () => {
    const table = new HandleTable<number>(1);
    const other = new HandleTable<number>(2);
    const handle = table.add(1, 7);
    other.add(1, 8);
    assert.throws(() => other.get(handle, 1), foreign);
    assert.throws(() => table.get(handle + 1n, 1), foreign);
    assert.throws(() => table.get(0n, 1), foreign);
    assert.throws(() => table.get(handle + (1n << 64n), 1), foreign);
    assert.throws(() => table.get(handle - (1n << 64n), 1), foreign);
    assert.throws(() => table.get(handle + (1n << 24n), 1), stale);
  });

  it('are refused for another type, whatever they say', () => {
    const table = new HandleTable<number>(1);
    const handle = table.add(1, 7);
    assert.throws(() => table.get(handle, 2), type);
    assert.throws(() => table.get(handle ^ (3n << 40n), 2), type);
    assert.throws(() => table.get(handle ^ (3n << 40n), 1), type);
    assert.throws(() => table.remove(handle, 2), type);
    assert.is(table.get(handle, 1), 7);
  });

  it('are refused for tables and types that there can not be', () => {
    const option = hasCode('SLUICE_ERR_OPTION');
    for (const [cluster, capacity] of [
      [-1, 1],
      [65536, 1],
      [0, 0],
      [0, 2 ** 24 + 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      assert.throws(() => new HandleTable(cluster, capacity), option);
    }
    const table = new HandleTable<number>(0, 2);
    for (const wrong of [0, 256, -1, 1.5]) assert.throws(() => table.add(wrong, 0), option);
    table.add(1, 0);
    table.add(255, 0);
    assert.throws(() => table.add(1, 0), hasCode('SLUICE_ERR_BUSY'));
  });

  it('name just what they were given for, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(63), fc.integer({ min: 1, max: 3 })), { maxLength: 200 }), (steps) => {
        const table = new HandleTable<number>(3, 20);
        const live = new Map<bigint, readonly [type: number, value: number]>();
        const gone: bigint[] = [];
        for (const [i, [adds, pick, kind]] of steps.entries()) {
          const handles = [...live.keys()];
          const handle = handles[pick % (handles.length || 1)];
          if (adds && live.size < 20) live.set(table.add(kind, i), [kind, i]);
          else if (handle !== undefined) {
            const [own, value] = live.get(handle) ?? [0, 0];
            assert.is(table.remove(handle, own), value);
            live.delete(handle);
            gone.push(handle);
          }
        }
        for (const [handle, [own, value]] of live) assert.is(table.get(handle, own), value);
        for (const handle of gone) assert.throws(() => table.get(handle, 1), hasCode('SLUICE_ERR_HANDLE_STALE'));
        assert.is(table.size, live.size);
      }),
      { numRuns: 200 },
    );
  });
});
