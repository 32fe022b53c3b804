import * as assert from 'uvu/assert';
import { nearest } from '../../../generator/load/nearest.ts';
import { describe } from '../../support/index.ts';

describe('nearest', (it) => {
  it('finds a word with one edit for every three letters', () => {
    assert.is(nearest('typ', ['type', 'tag']), 'type');
    assert.is(nearest('feilds', ['fields', 'tails']), 'fields');
    assert.is(nearest('pakcing', ['packing']), 'packing');
    assert.is(nearest('SM_ANSWR', ['SM_ASK', 'SM_ANSWER']), 'SM_ANSWER');
  });

  it('knows two letters that changed places, and the other case', () => {
    assert.is(nearest('tyep', ['name', 'type']), 'type');
    assert.is(nearest('U32', ['u8', 'u32']), 'u32');
  });

  it('does not guess wildly', () => {
    assert.is(nearest('a', ['b']), undefined);
    assert.is(nearest('kind', ['min', 'bits']), undefined);
    assert.is(nearest('width', ['type']), undefined);
    assert.is(nearest('', ['a']), undefined);
    assert.is(nearest('name', []), undefined);
  });
});
