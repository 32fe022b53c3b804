import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { makeFolder, type Outcome, PING_SCHEMA, sluice, sluiceHere } from './support.ts';

const BARE_SCHEMA = `protocol: bare
language: 1
messages:
  - { name: BARE_ONE, body: { name: bare_one, fields: [{ name: a, type: u64 }] } }
  - { name: BARE_TWO, body: { name: bare_two, fields: [{ name: b, type: i8 }] } }
`;
const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'bare.yaml': BARE_SCHEMA });
const ASK = '01000a00000007000000';

async function run(args: string[], input = ''): Promise<Outcome> {
  return input === '' ? sluiceHere(args, { cwd: folder }) : sluice(args, { cwd: folder, input });
}

describe('encode', (it) => {
  it('prints a frame as lower-case hex', async () => {
    assert.equal(await run(['encode', 'ping.yaml', 'PING_ASK', '--json', '{"body":{"nonce":7}}']), {
      status: 0,
      stdout: `${ASK}\n`,
      stderr: '',
    });
  });

  it('reads the object from stdin', async () => {
    const json = '{"body":{"nonce":1,"place":{"mood":"PING_BAD","at":"0xffffffffffffffff"},"words":[1,2]}}';
    const { status, stdout } = await run(['encode', 'ping.yaml', 'PING_SAY', '--json', '-'], json);
    assert.is(status, 0);
    assert.is(stdout, '02002000000001000000020000000000000' + '0ffffffffffffffff020001000200\n');
  });

  it('prints what is wrong with a value as JSON and as a sentence', async () => {
    const { status, stdout, stderr } = await run(['encode', 'ping.yaml', 'PING_ASK', '--json', '{"body":{"nonce":4294967296}}']);
    assert.is(status, 1);
    assert.equal(JSON.parse(stdout), {
      error: { code: 'SLUICE_ERR_RANGE', message: 'PING_ASK', field: 'nonce', offset: 6, expected: 4294967295, got: 4294967296 },
    });
    assert.match(stderr, 'SLUICE_ERR_RANGE in PING_ASK.nonce at offset 6');
  });

  it('ends with 1 and nothing on stdout when the input can not be understood', async () => {
    const cases: [string[], RegExp][] = [
      [['PING_ASK', '--json', '{nope}'], /not JSON/],
      [['PING_AKS', '--json', '{}'], /PING_AKS.*PING_ASK/],
    ];
    for (const [args, sentence] of cases) {
      const { status, stdout, stderr } = await run(['encode', 'ping.yaml', ...args]);
      assert.is(status, 1);
      assert.is(stdout, '');
      assert.match(stderr, sentence);
    }
  });
});

describe('decode', (it) => {
  it('prints message, code, header and body', async () => {
    const { status, stdout, stderr } = await run(['decode', 'ping.yaml', '--hex', ASK]);
    assert.is(status, 0);
    assert.is(stderr, '');
    assert.equal(JSON.parse(stdout), { message: 'PING_ASK', code: 1, header: { code: 1, size: 10 }, body: { nonce: 7 } });
  });

  it('reads hex from stdin, in lines and capitals', async () => {
    const { status, stdout } = await run(['decode', 'ping.yaml', '--hex', '-'], '01 00 0A 00\n00 00 07 00 00 00\n');
    assert.is(status, 0);
    assert.is((JSON.parse(stdout) as { message: string }).message, 'PING_ASK');
  });

  it('prints what is wrong with a frame as JSON and as a sentence', async () => {
    const { status, stdout, stderr } = await run(['decode', 'ping.yaml', '--hex', '09000a00000007000000']);
    assert.is(status, 1);
    assert.equal(JSON.parse(stdout), {
      error: { code: 'SLUICE_ERR_CODE_UNKNOWN', message: 'ping_header', field: 'code', offset: 0, expected: null, got: 9 },
    });
    assert.match(stderr, 'SLUICE_ERR_CODE_UNKNOWN');
  });

  it('refuses bad hex in a sentence', async () => {
    for (const hex of ['0', 'zz']) {
      const { status, stdout, stderr } = await run(['decode', 'ping.yaml', '--hex', hex]);
      assert.is(status, 1);
      assert.is(stdout, '');
      assert.match(stderr, /hex/);
    }
  });

  it('names the candidates when frames do not say what they are', async () => {
    const { status, stdout, stderr } = await run(['decode', 'bare.yaml', '--hex', '01']);
    assert.is(status, 1);
    assert.is(stdout, '');
    assert.match(stderr, /BARE_ONE, BARE_TWO/);
    const known = await run(['decode', 'bare.yaml', '--hex', 'ffffffffffffffff', '--as', 'BARE_ONE']);
    assert.equal(JSON.parse(known.stdout), { message: 'BARE_ONE', code: null, header: null, body: { a: '0xffffffffffffffff' } });
  });

  it('dumps every byte beside its field', async () => {
    const { status, stdout } = await run(['decode', 'ping.yaml', '--hex', ASK, '--dump']);
    assert.is(status, 0);
    assert.match(stdout, /^PING_ASK {2}code 1, 10 bytes\n/);
    assert.match(stdout, /^0x0006 +07 00 00 00 +nonce +7/m);
  });

  it('dumps a broken frame as far as it goes, and fails', async () => {
    const { status, stdout, stderr } = await run(['decode', 'ping.yaml', '--hex', '01000b00000007000000', '--dump']);
    assert.is(status, 1);
    assert.match(stdout, /^0x0002 +0b 00 00 00 +size +11/m);
    assert.match(stderr, 'SLUICE_ERR_TRUNCATED');
  });
});
