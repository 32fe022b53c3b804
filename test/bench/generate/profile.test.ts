import * as assert from 'uvu/assert';
import { attribute } from '../../../bench/generate/profile.ts';
import { describe } from '../../support/index.ts';

const frame = (url: string) => ({ callFrame: { url } });

describe('profile', (it) => {
  it('gives the time of Node and V8 to the package or folder that called them', () => {
    const shares = attribute({
      nodes: [
        { id: 1, ...frame(''), children: [2, 4] },
        { id: 2, ...frame('file:///x/node_modules/@ts-morph/common/dist/a.js'), children: [3] },
        { id: 3, ...frame('node:fs') },
        { id: 4, ...frame('file:///x/dist/generator/emit/ts/lines.js') },
      ],
      samples: [3, 2, 4, 1],
      timeDeltas: [2000, 1000, 500, 250],
    });
    assert.equal(shares, [
      { owner: '@ts-morph/common', ms: 3 },
      { owner: 'generator/emit/ts', ms: 0.5 },
      { owner: 'node and garbage collection', ms: 0.25 },
    ]);
  });
});
