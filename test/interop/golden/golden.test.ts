/** What a released layout looks like in memory: today's writers make just that, and today's readers read it. SLUICE_UPDATE=1 writes the image of this version. */
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BroadcastEnds } from '../broadcast/ends.ts';
import { Ends, PAIRS } from '../channel/ends.ts';
import { drawBroadcast, replayBroadcast } from './broadcast.ts';
import { draw, readGolden, replay, VERSION, writeGolden } from './golden.ts';

describe(`golden images of layout ${VERSION}`, (it) => {
  let ends: Ends;
  it.before(() => {
    ends = new Ends();
  });
  it.after(() => ends.close());

  for (const pair of PAIRS) {
    it(`are what ${pair.join(' and ')} make`, async () => {
      const text = await draw(ends, pair);
      if (process.env['SLUICE_UPDATE'] === '1') writeGolden('channel', text);
      // An image that changes needs another layout version, or peers that were built before and after do not understand each other.
      assert.fixture(text, readGolden('channel', VERSION) ?? '');
      assert.is(text, readGolden('channel', VERSION));
    });
  }

  for (const language of ['TypeScript', 'C'] as const) {
    it(`are read by ${language} as when they were made`, async () => {
      const text = readGolden('channel', VERSION) ?? '';
      const [gotA, expectedA] = await replay(ends, text, 'a', [language, 'C']);
      assert.equal(gotA, expectedA);
      const [gotB, expectedB] = await replay(ends, text, 'b', ['C', language]);
      assert.equal(gotB, expectedB);
      assert.ok(expectedA.length > 10 && expectedB.length > 10);
    });
  }
});

describe(`golden images of broadcasts of layout ${VERSION}`, (it) => {
  const ends = new BroadcastEnds();
  it.after(() => ends.close());

  for (const pair of PAIRS) {
    it(`are what ${pair.join(' and ')} make`, async () => {
      const text = await drawBroadcast(ends, pair);
      if (process.env['SLUICE_UPDATE'] === '1') writeGolden('broadcast', text);
      assert.fixture(text, readGolden('broadcast', VERSION) ?? '');
      assert.is(text, readGolden('broadcast', VERSION));
    });
  }

  for (const language of ['TypeScript', 'C'] as const) {
    it(`are read by ${language} as when they were made`, async () => {
      const [got, expected] = await replayBroadcast(ends, readGolden('broadcast', VERSION) ?? '', language);
      assert.equal(got, expected);
      assert.ok(expected.length > 15);
    });
  }
});
