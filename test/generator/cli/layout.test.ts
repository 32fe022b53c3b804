import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { makeFolder, type Outcome, PING_SCHEMA, sluiceHere, startSluice } from './support.ts';

const UNION_SCHEMA = `protocol: shapes
language: 1
packing: natural
configs: [{ name: small }, { name: big, on: [BIG] }]
features: [{ name: BIG }]
unions:
  - name: shape_value
    members: [{ name: bytes, type: u32 }, { name: whole, type: u64 }]
structs:
  - name: shape
    fields:
      - { name: kind, type: u8, bits: [{ name: low, at: 0, width: 4 }, { name: flag, at: 4 }] }
      - { name: value, type: shape_value }
      - { name: extra, type: u32, count: 3, when: BIG }
`;
const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'shapes.yaml': UNION_SCHEMA });

function layout(...args: string[]): Promise<Outcome> {
  return sluiceHere(['layout', ...args], { cwd: folder });
}

interface LayoutJson {
  [key: string]: unknown;
  structs: Record<string, { size: number; align: number; fields: object[]; tails: object[] }>;
  messages: Record<string, object>;
  codes: Record<string, number>;
}

async function layoutJson(...args: string[]): Promise<LayoutJson> {
  const { status, stdout, stderr } = await layout(...args, '--json');
  assert.is(status, 0, stderr);
  return JSON.parse(stdout) as LayoutJson;
}

describe('layout --json', (it) => {
  it('has the keys of the contract and no other', async () => {
    const json = await layoutJson('ping.yaml');
    assert.equal(Object.keys(json), [
      'protocol',
      'config',
      'dataModel',
      'byteOrder',
      'fingerprint',
      'codes',
      'structs',
      'messages',
      'rpcs',
    ]);
    assert.is(json['config'], null);
    assert.is(json['dataModel'], 'lp64');
    assert.match(String(json['fingerprint']), /^0x[0-9a-f]{16}$/);
    assert.equal(Object.keys(json.structs['ping_say'] ?? {}), ['size', 'align', 'packing', 'fingerprint', 'fields', 'tails']);
  });

  it('prints codes by C name, messages with their replies, tails with their count', async () => {
    const json = await layoutJson('ping.yaml');
    assert.equal(json.codes, { PING_ASK: 1, PING_SAY: 2 });
    const { fingerprint, ...ask } = json.messages['PING_ASK'] as Record<string, unknown>;
    assert.equal(ask, { code: 1, struct: 'ping_ask', kind: 'request', reply: ['PING_SAY'] });
    assert.match(String(fingerprint), /^0x[0-9a-f]{16}$/);
    assert.equal(json.structs['ping_say']?.tails, [
      { name: 'words', kind: 'array', offset: 22, elementSize: 2, countField: 'nwords' },
    ]);
  });

  it('prints bits, counts, and a union as one field with members', async () => {
    const { structs } = await layoutJson('shapes.yaml', '--config', 'big');
    assert.equal(structs['shape']?.fields, [
      {
        name: 'kind',
        type: 'u8',
        offset: 0,
        size: 1,
        elementSize: 1,
        bits: [
          { name: 'low', at: 0, width: 4 },
          { name: 'flag', at: 4, width: 1 },
        ],
      },
      {
        name: 'value',
        type: 'shape_value',
        offset: 8,
        size: 8,
        elementSize: 8,
        members: [
          { name: 'bytes', type: 'u32', offset: 8, size: 4, elementSize: 4 },
          { name: 'whole', type: 'u64', offset: 8, size: 8, elementSize: 8 },
        ],
      },
      { name: 'extra', type: 'u32', offset: 16, size: 12, elementSize: 4, count: 3 },
    ]);
  });

  it('takes the first config by default and another by name', async () => {
    assert.is((await layoutJson('shapes.yaml'))['config'], 'small');
    assert.is((await layoutJson('shapes.yaml')).structs['shape']?.size, 16);
    assert.is((await layoutJson('shapes.yaml', '--config', 'big')).structs['shape']?.size, 32);
  });

  it('lays out for another data model', async () => {
    const json = await layoutJson('shapes.yaml', '--config', 'big', '--data-model', 'i386');
    assert.is(json['dataModel'], 'i386');
    assert.is(json.structs['shape']?.size, 24);
  });

  it('holds only the named struct or message', async () => {
    const byStruct = await layoutJson('ping.yaml', 'ping_say');
    assert.equal(Object.keys(byStruct.structs), ['ping_say']);
    assert.equal(Object.keys(byStruct.messages), ['PING_SAY']);
    assert.equal(await layoutJson('ping.yaml', 'PING_SAY'), byStruct);
    assert.equal(Object.keys((await layoutJson('ping.yaml', 'ping_place')).messages), []);
  });
});

describe('layout', (it) => {
  it('prints offsets, sizes, holes and tails of one struct', async () => {
    const { status, stdout } = await layout('ping.yaml', 'ping_place');
    assert.is(status, 0);
    const [title = '', , head = '', ...rows] = stdout.trimEnd().split('\n');
    assert.match(title, /^ping {2}lp64, little-endian {2}0x[0-9a-f]{16}$/);
    assert.match(head, /^struct ping_place {2}natural, 16 bytes, align 8 {2}0x/);
    assert.equal(rows, [
      '  offset  size  type       field',
      '       0     1  ping_mood  mood',
      '       1     7             (hole)',
      '       8     8  u64        at',
      '  1 hole, 7 bytes',
    ]);
  });

  it('prints messages first, then every struct', async () => {
    const { stdout } = await layout('ping.yaml');
    assert.match(stdout, /^ +1 {2}PING_ASK +ping_ask +4 +request +PING_SAY$/m);
    assert.match(stdout, /^ +\+22 +n\*2 +u16\[n\] +words +n = nwords$/m);
    assert.ok(stdout.indexOf('PING_ASK') < stdout.indexOf('struct ping_header'));
  });

  it('prints the text behind a fingerprint', async () => {
    const { status, stdout } = await layout('ping.yaml', 'ping_place', '--canonical');
    assert.is(status, 0);
    assert.match(stdout, 'ping_place');
    assert.not.match(stdout, 'PING_ASK');
    assert.match((await layout('ping.yaml', '--canonical')).stdout, 'PING_ASK');
  });

  it('ends with 1 and a sentence for a name that is unknown', async () => {
    const cases: [string[], RegExp][] = [
      [['none.yaml'], /none\.yaml.*no such file/],
      [['ping.yaml', 'ping_plaice'], /no struct, union, message or RPC ping_plaice; did you mean ping_place\?/],
      [['shapes.yaml', '--config', 'huge'], /no config huge; there is small, big/],
      [['ping.yaml', '--config', 'huge'], /ping has no configs/],
      [['ping.yaml', '--data-model', 'lp46'], /no data model lp46; did you mean lp64\?/],
    ];
    for (const [args, sentence] of cases) {
      const { status, stdout, stderr } = await layout(...args);
      assert.is(status, 1);
      assert.is(stdout, '');
      assert.match(stderr, sentence);
    }
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = startSluice(['layout', 'ping.yaml'], folder);
    child.stdout?.destroy();
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const [status] = await once(child, 'close');
    assert.is(status, 0);
    assert.is(stderr, '');
  });
});
