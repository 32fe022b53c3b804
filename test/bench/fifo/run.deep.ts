import * as assert from 'uvu/assert';
import { formatFifoReport, QUICK_EFFORT, runFifoBenchmark } from '../../../bench/fifo/run.ts';
import { describe } from '../../support/index.ts';

describe('FIFO benchmark', (it) => {
  it('measures every row, whatever the numbers are', async () => {
    const effort = { ...QUICK_EFFORT, blocks: 2, messages: 1000, shareMs: 100 };
    const report = await runFifoBenchmark(effort, '', () => {});
    assert.equal(
      report.rows.map(({ title }) => title.split(',')[0]),
      [...Array<string>(2).fill('C'), 'TypeScript', ...Array<string>(9).fill('C')],
    );
    for (const { title, oursNs } of report.rows) assert.ok(oursNs > 0, title);
    assert.match(formatFifoReport(report), /of 11 bars met/);
  });
});
