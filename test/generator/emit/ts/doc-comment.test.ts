import * as assert from 'uvu/assert';
import { comment, describe as describeItem, describeValues } from '../../../../generator/emit/ts/doc-comment.ts';
import { describe } from '../../../support/index.ts';

describe('doc comment', (it) => {
  it('takes one line for one short sentence', () => {
    assert.equal(comment(['Bytes in use.'], 1), ['/** Bytes in use. */']);
  });

  it('wraps at words, but not in code', () => {
    const lines = comment([`${'word '.repeat(22)}\`one long piece of code\` end.`], 1);
    assert.equal(lines.length, 4);
    assert.is(lines[2], ' * `one long piece of code` end.');
  });

  it('can not be ended by what the schema says', () => {
    assert.not.match(comment(['a */ b'], 0).join('\n').slice(0, -2), '*/');
  });

  it('puts paragraphs apart and tags last', () => {
    const item = { doc: 'Text.', since: '1.2', deprecated: 'use another', origin: '' };
    assert.equal(comment(describeItem(item, 'Note.'), 0), [
      '/**',
      ' * Text.',
      ' *',
      ' * Note.',
      ' * @since 1.2',
      ' * @deprecated use another',
      ' */',
    ]);
  });

  it('says what values mean', () => {
    const sentinels = [
      { name: 'forever', tsName: 'forever', value: 255n, doc: 'No limit.', since: null, deprecated: null, origin: '' },
    ];
    assert.is(
      describeValues({ unit: 'ns', min: 1n, max: 10n, sentinels }),
      'Unit: ns. From 1 up to 10. 255 is `forever`: No limit.',
    );
    assert.is(describeValues({ unit: null, min: null, max: null }), null);
  });
});
