import * as assert from 'uvu/assert';
import { Lines, WIDTH } from '../../../../generator/emit/ts/lines.ts';
import { describe } from '../../../support/index.ts';

const LONG = 'x'.repeat(60);

describe('Lines', (it) => {
  it('indents blocks', () => {
    const lines = new Lines();
    lines.chain(['if (a) {', () => lines.block('while (b) {', () => lines.add('c();')), '} else {', () => lines.add('d();')]);
    assert.is(lines.toString(), 'if (a) {\n  while (b) {\n    c();\n  }\n} else {\n  d();\n}');
  });

  it('keeps a guard on one line while it fits', () => {
    const lines = new Lines();
    lines.guard('x > 3', "rangeError('m')");
    assert.is(lines.toString(), "if (x > 3) throw rangeError('m');");
  });

  it('breaks a guard before its arguments, and its arguments before a wide line', () => {
    const lines = new Lines();
    lines.guard(`a !== ${LONG}`, `rangeError(${LONG}, 1)`);
    lines.guard('a', `rangeError(${LONG}, ${LONG}, [${LONG}, ${LONG}])`);
    assert.equal(lines.toString().split('\n'), [
      `if (a !== ${LONG}) {`,
      `  throw rangeError(${LONG}, 1);`,
      '}',
      'if (a) {',
      '  throw rangeError(',
      `    ${LONG},`,
      `    ${LONG},`,
      '    [',
      `      ${LONG},`,
      `      ${LONG},`,
      '    ],',
      '  );',
      '}',
    ]);
  });

  it('breaks a wide condition at its alternatives', () => {
    const lines = new Lines();
    lines.guard(`a === ${LONG} || (b || c) || d === ${LONG}`, 'e');
    assert.equal(lines.toString().split('\n').slice(0, 5), [
      'if (',
      `  a === ${LONG} ||`,
      '  (b || c) ||',
      `  d === ${LONG}`,
      ') {',
    ]);
  });

  it('puts as many items on a line as fit, and never splits at a comma in quotes', () => {
    const lines = new Lines(0);
    const items = Array.from({ length: 12 }, (_, index) => `'item, ${index} ${'y'.repeat(10)}'`);
    lines.call(`f(${items.join(', ')});`);
    const text = lines.toString();
    assert.ok(text.split('\n').every((line) => line.length <= WIDTH));
    assert.is(text.replace(/\s+/g, ' '), `f( ${items.join(', ')}, );`);
  });
});
