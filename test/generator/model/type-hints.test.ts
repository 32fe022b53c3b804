import * as assert from 'uvu/assert';
import { typeHint } from '../../../generator/model/type-hints.ts';
import { describe } from '../../support/index.ts';

describe('type-hints', (it) => {
  it('translates the scalars of other languages', () => {
    const pairs = [
      'uint32_t u32',
      'int8_t i8',
      '__u16 u16',
      '__be32 u32',
      'uint64 u64',
      'int i32',
      'double f64',
      'size_t usize',
      'boolean bool',
    ];
    for (const [foreign = '', own] of pairs.map((pair) => pair.split(' '))) assert.is(typeHint(foreign), `write \`${own}\``);
    assert.is(typeHint('unsigned long long int'), 'write `u64`');
    assert.is(typeHint('unsigned char'), 'write `u8`');
  });

  it('tells how pointers, arrays, tags and texts are written', () => {
    assert.is(typeHint('void *'), 'write `ptr<void>`');
    assert.is(typeHint('const struct car *'), 'write `ptr<car>`');
    assert.is(typeHint('struct car'), 'write `car`');
    assert.is(typeHint('u8[16]'), 'write `type: u8` and `count: 16`');
    assert.is(typeHint('u8[]'), 'arrays whose length varies are `tails:`');
    assert.is(typeHint('string'), 'texts and bytes of varying length are `tails:`');
  });

  it('says nothing about other names', () => {
    for (const name of ['car', 'u33', 'interval', 'int_rate', '']) assert.is(typeHint(name), undefined);
  });
});
