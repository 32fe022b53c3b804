import * as assert from 'uvu/assert';
import type { Row } from '../../../bench/channel/rows.ts';
import { judge, type Outcome } from '../../../bench/channel/run.ts';
import { describe } from '../../support/index.ts';

const ROW: Row = {
  title: 'records',
  sides: ['ts', 'ts'],
  placements: ['two cores'],
  subject: 'ours',
  rivals: [{ exercise: 'bare', name: 'bare', rateAtLeast: 0.6, worstRateAtLeast: 0.4 }],
  numbers: { bytes: 64, ringBytes: 65536, batch: 1 },
  unit: 'record',
};
const TWO_CORES = { name: 'two cores', cores: [0, 1] } as const;

function outcome(ours: readonly number[], bare: readonly number[]): Outcome {
  const samples = new Map([
    ['ours 64', ours],
    ['bare 64', bare],
  ]);
  return { samples, failures: new Map() };
}

function judgeRivals(row: Row, outcomes: readonly Outcome[]): ReturnType<typeof judge>[] {
  return row.rivals.map((rival) => judge(row, rival, TWO_CORES, outcomes));
}

describe('channel bars', (it) => {
  it('pairs blocks, so that drift cancels', () => {
    const [result] = judgeRivals(ROW, [outcome([20, 200, 2000], [10, 100, 1000])]);
    assert.is(result?.shown, 0.5);
    assert.is(result?.spread, 0);
  });

  it('judge the median and the worst of all runs', () => {
    const [result] = judgeRivals(ROW, [outcome([10], [9]), outcome([10], [7]), outcome([10], [3])]);
    assert.is(result?.worst, 0.3);
    assert.equal(
      result?.bars.map(({ measured, wanted, isMet }) => [measured, wanted, isMet]),
      [
        [0.7, 0.6, true],
        [0.3, 0.4, false],
      ],
    );
  });

  it('compare times for round trips', () => {
    const rivals = [{ exercise: 'bare', name: 'bare', timeAtMost: 1.5 }];
    const [result] = judgeRivals({ ...ROW, unit: 'round trip', rivals }, [outcome([30], [20])]);
    assert.is(result?.shown, 1.5);
    assert.is(result?.bars[0]?.isMet, true);
  });

  it('leave out what could not be measured', () => {
    const [result] = judgeRivals(ROW, [{ samples: new Map([['bare 64', [1]]]), failures: new Map([['ours 64', 'why']]) }]);
    assert.is(result, null);
  });
});
