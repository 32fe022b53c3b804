import * as assert from 'uvu/assert';
import { checkSchema, computeLayout } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';

const SCHEMA = `
protocol: kinds
language: 1
frame: {header: k_header}
structs:
  - {name: k_header, fields: [{name: code, type: u8, role: code}, {name: size, type: u16, role: size}, {name: seq, type: u32, role: sequence}]}
messages:
  - {name: K_NO,   code: 0, negative: error, body: {fields: [{name: error, type: i32}]}}
  - {name: K_ASK,  code: 1, reply: [K_SAY]}
  - {name: K_SAY,  code: 2}
  - {name: K_BOTH, code: 3, reply: [K_BACK]}
  - {name: K_BACK, code: 4, reply: [K_BOTH]}
  - {name: K_TELL, code: 5}
  - {name: K_OWN,  code: 6, kind: request}
`;

describe('kinds of messages', (it) => {
  it('follow from what answers what, and the negative answer is one that no request names', () => {
    const { schema, problems } = checkSchema('kinds.yaml', () => Buffer.from(SCHEMA));
    assert.equal(problems, []);
    assert.ok(schema);
    assert.equal(
      computeLayout(schema).messages.map(({ name, kind }) => `${name} ${kind}`),
      ['K_NO response', 'K_ASK request', 'K_SAY response', 'K_BOTH both', 'K_BACK both', 'K_TELL oneway', 'K_OWN request'],
    );
  });
});
