import * as assert from 'uvu/assert';
import { annotateFrame, parseHex, renderDump } from '../../../generator/frame/index.ts';
import { describe } from '../../support/index.ts';
import { enumType, flagsType, frame, layout, message, only, struct, union } from './hand-layout.ts';

const header = struct('hdr', [
  { name: 'code', type: 'u8', role: 'code' },
  { name: 'size', type: 'u16', role: 'size' },
]);
const body = struct(
  'body',
  [
    { name: 'kind', type: enumType('kind', 'u8', { ONE: 1 }), doc: 'What this is. And more.' },
    { pad: 1 },
    { name: 'mode', type: flagsType('mode', 'u8', { READ: 1, WRITE: 2, BOTH: 3 }) },
    { name: 'wait', type: 'u16', unit: 'ms' },
  ],
  [{ name: 'uri', kind: 'string' }],
);
const protocol = layout({ frame: frame(header, { min: 16 }), messages: [message('M', 1, body)] });

describe('annotateFrame', (it) => {
  it('says what every byte is, padding included', () => {
    const { frame: decoded, error, spans } = annotateFrame(protocol, parseHex('01 1000 01ff 03 0a00 7069706500 000000'));
    assert.is(error, null);
    assert.is(decoded?.message, 'M');
    assert.equal(
      spans.map(({ offset, length, path, value, kind }) => [offset, length, path, value, kind]),
      [
        [0, 1, 'code', '1 M', 'field'],
        [1, 2, 'size', '16', 'field'],
        [3, 1, 'kind', '1 ONE', 'field'],
        [4, 1, '', '', 'padding'],
        [5, 1, 'mode', '3 READ|WRITE', 'field'],
        [6, 2, 'wait', '10', 'field'],
        [8, 5, 'uri', '"pipe"', 'field'],
        [13, 3, '', '', 'padding'],
      ],
    );
  });

  it('explains bytes up to the error', () => {
    const { frame: decoded, error, spans } = annotateFrame(protocol, parseHex('01 1000 0200 03 0a00 7069706500 000000'));
    assert.is(decoded, null);
    assert.is(error?.code, 'SLUICE_ERR_ENUM');
    assert.equal(
      spans.map((span) => [span.offset, span.path, span.kind]),
      [
        [0, 'code', 'field'],
        [1, 'size', 'field'],
        [3, 'kind', 'field'],
        [4, '', 'unread'],
      ],
    );
  });
});

describe('annotateFrame of a size that lies', (it) => {
  it('shows code and size', () => {
    const { error, spans } = annotateFrame(protocol, parseHex('01 0400 0100'));
    assert.is(error?.code, 'SLUICE_ERR_SIZE');
    assert.equal(
      spans.map((span) => [span.offset, span.value, span.kind]),
      [
        [0, '1 M', 'field'],
        [1, '4', 'field'],
        [3, '', 'unread'],
      ],
    );
  });
});

describe('renderDump', (it) => {
  it('shows offset, bytes, field, value, type and doc', () => {
    const bytes = parseHex('01 1000 01ff 03 0a00 7069706500 000000');
    assert.is(
      renderDump(annotateFrame(protocol, bytes).spans, bytes, { colour: false }),
      [
        'offset  bytes                    field  value              type',
        '0x0000  01                       code   1 M                u8',
        '0x0001  10 00                    size   16                 u16',
        '0x0003  01                       kind   1 ONE              kind    What this is.',
        '0x0004  ff                              padding, not zero',
        '0x0005  03                       mode   3 READ|WRITE       mode',
        '0x0006  0a 00                    wait   10 ms              u16',
        '0x0008  70 69 70 65 00           uri    "pipe"             string',
        '0x000d  00 00 00                        padding',
        '',
      ].join('\n'),
    );
  });

  it('folds the middle of long arrays and long values', () => {
    const long = only(
      [{ name: 'n', type: 'u8' }],
      [
        {
          name: 'ids',
          kind: 'array',
          type: struct('id', [
            { name: 'lo', type: 'u8' },
            { name: 'hi', type: 'u8' },
          ]),
          counter: 'n',
        },
        { name: 'data', kind: 'rest' },
      ],
    );
    const bytes = parseHex(`08${'0102'.repeat(8)}${'41'.repeat(40)}`);
    const text = renderDump(annotateFrame(long, bytes, { as: 'it' }).spans, bytes, { colour: false });
    assert.match(text, /0x0005 {2}… 10 bytes +ids\[2…6\] +5 elements folded/);
    assert.match(text, /ids\[7\]\.hi/);
    assert.match(text, /… 16 more bytes/);
    assert.is(text.split('\n').length, 1 + 1 + 4 + 1 + 2 + 3 + 1 + 1);
  });

  it('folds the padding inside of folded elements too', () => {
    const padded = struct('padded', [{ name: 'a', type: 'u8' }, { pad: 1 }, { name: 'b', type: 'u8' }], [], 1);
    const bytes = parseHex('01000200'.repeat(8));
    const text = renderDump(annotateFrame(only([{ name: 'v', type: padded, count: 8 }]), bytes, { as: 'it' }).spans, bytes, {
      colour: false,
    });
    assert.is(
      text,
      [
        'offset  bytes                    field   value              type',
        '0x0000  01                       v[0].a  1                  u8',
        '0x0001  00                               padding',
        '0x0002  02                       v[0].b  2                  u8',
        '0x0003  00                               padding',
        '0x0004  01                       v[1].a  1                  u8',
        '0x0005  00                               padding',
        '0x0006  02                       v[1].b  2                  u8',
        '0x0007  00                               padding',
        '0x0008  … 20 bytes               v[2…6]  5 elements folded',
        '0x001c  01                       v[7].a  1                  u8',
        '0x001d  00                               padding',
        '0x001e  02                       v[7].b  2                  u8',
        '0x001f  00                               padding',
        '',
      ].join('\n'),
    );
  });

  it('folds arrays inside of elements, and cuts long text', () => {
    const row = struct('row', [{ name: 'cells', type: 'u16', count: 7 }]);
    const nested = only([{ name: 'rows', type: row, count: 2 }], [{ name: 'uri', kind: 'string' }]);
    const bytes = parseHex(`${'0100'.repeat(14)}${'61'.repeat(100)}00`);
    const text = renderDump(annotateFrame(nested, bytes, { as: 'it' }).spans, bytes, { colour: false });
    assert.match(text, /0x0004 {2}… 8 bytes +rows\[0\]\.cells\[2…5\] +4 elements folded/);
    assert.match(text, /rows\[1\]\.cells\[2…5\]/);
    assert.match(text, /uri +"a{58}… +string/);
  });

  it('shows bytes once and explains a field once', () => {
    const pair = struct('pair', [
      { name: 'lo', type: 'u8', doc: 'The low one.' },
      { name: 'hi', type: 'u8' },
    ]);
    const overlay = union('overlay', [
      { name: 'word', type: 'u16' },
      { name: 'parts', type: pair },
    ]);
    const bytes = parseHex('01020304');
    const text = renderDump(annotateFrame(only([{ name: 'v', type: overlay, count: 2 }]), bytes, { as: 'it' }).spans, bytes, {
      colour: false,
    });
    assert.is(
      text,
      [
        'offset  bytes                    field          value  type',
        '0x0000  01 02                    v[0].word      513    u16',
        '0x0000                           v[0].parts.lo  1      u8    The low one.',
        '0x0001                           v[0].parts.hi  2      u8',
        '0x0002  03 04                    v[1].word      1027   u16',
        '0x0002                           v[1].parts.lo  3      u8',
        '0x0003                           v[1].parts.hi  4      u8',
        '',
      ].join('\n'),
    );
  });

  it('escapes what could steer a terminal', () => {
    const bytes = parseHex('01 1000 0100 03 0000 1bc29be280ae00 00');
    const text = renderDump(annotateFrame(protocol, bytes).spans, bytes, { colour: false });
    assert.match(text, '"\\u001b\\u009b\\u202e"');
  });

  it('colours only when asked to', () => {
    const bytes = parseHex('01 1000 01ff 03 0a00 7069706500 000000');
    const { spans } = annotateFrame(protocol, bytes);
    const coloured = renderDump(spans, bytes, { colour: true });
    assert.not.match(renderDump(spans, bytes, { colour: false }), '\x1b[');
    assert.match(coloured, '\x1b[');
    assert.is(coloured.replace(/\x1b\[\d+m/g, '').replace(/ +$/gm, ''), renderDump(spans, bytes, { colour: false }));
  });
});
