import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { makeFolder, type Outcome, PING_SCHEMA, sluice, sluiceHere } from './support.ts';

const BARE_SCHEMA = `protocol: bare
language: 1
messages:
  - { name: BARE_ONE, body: { name: bare_one, fields: [{ name: a, type: u64 }] } }
  - { name: BARE_TWO, body: { name: bare_two, fields: [{ name: b, type: i8 }] } }
`;
const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'bare.yaml': BARE_SCHEMA, 'broken.yaml': 'protocol: broken\n' });
const ASK = '01000a00000007000000';

async function run(args: string[], input = ''): Promise<Outcome> {
  return input === '' ? sluiceHere(args, { cwd: folder }) : sluice(args, { cwd: folder, input });
}

/** Input that can't be understood: a code and no place on stdout, a sentence on stderr. */
function refuses({ status, stdout, stderr }: Outcome, message: string | null, code: string, sentence: RegExp): void {
  assert.is(status, 1);
  const place = { field: null, offset: null, expected: null, got: null };
  assert.equal(JSON.parse(stdout), { error: { code: `SLUICE_ERR_INPUT_${code}`, message, ...place } });
  assert.match(stderr, sentence);
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

  it('gives input that can not be understood a code as JSON, too', async () => {
    const cases: [string[], string, string, RegExp][] = [
      [['ping.yaml', 'PING_ASK', '--json', '{nope}'], 'PING_ASK', 'JSON', /not JSON/],
      [['ping.yaml', 'PING_AKS', '--json', '{}'], 'PING_AKS', 'NAME', /PING_AKS.*PING_ASK/],
      [['ping.yaml', 'PING_ASK', '--json', '{}', '--config', 'none'], 'PING_ASK', 'NAME', /no configs: config=none/],
      [['broken.yaml', 'PING_ASK', '--json', '{}'], 'PING_ASK', 'SCHEMA', /1 problem in 1 file/],
      [['missing.yaml', 'PING_ASK', '--json', '{}'], 'PING_ASK', 'SCHEMA', /missing\.yaml/],
    ];
    for (const [args, message, code, sentence] of cases) refuses(await run(['encode', ...args]), message, code, sentence);
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

  it('refuses bad hex and unknown names', async () => {
    for (const hex of ['0', 'zz']) refuses(await run(['decode', 'ping.yaml', '--hex', hex]), null, 'HEX', /hex/);
    refuses(await run(['decode', 'ping.yaml', '--hex', ASK, '--as', 'PING_AKS']), 'PING_AKS', 'NAME', /PING_ASK/);
  });

  it('names the candidates when frames do not say what they are', async () => {
    refuses(await run(['decode', 'bare.yaml', '--hex', '01']), null, 'AS', /BARE_ONE, BARE_TWO/);
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
