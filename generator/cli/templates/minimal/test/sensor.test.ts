import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeFrame, Report, State } from '../generated/sensor/index.js';
import { askListener } from '../src/ask-listener.js';

const REPORT: Report = { id: 7, celsius: 4250, seenUs: 1_700_000_000_000_000, place: 'Küche' };

test('a report survives encode and decode', () => {
  const bytes = Report.frameBytes({}, REPORT);
  const frame = decodeFrame(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
  assert.equal(frame.body, REPORT);
});

test('C reads what TypeScript wrote, and TypeScript reads what C answers', () => {
  const { answer, said } = askListener(REPORT);
  assert.equal(answer, { id: 7, state: State.TooHot });
  assert.is(said, 'report 7 from Küche: 42.50 degrees\n');
});

test('a value out of range is refused by name', () => {
  assert.throws(() => Report.frameBytes({}, { ...REPORT, celsius: -30_000 }), /celsius/);
});

test.run();
