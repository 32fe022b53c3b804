import pc from 'picocolors';
import * as assert from 'uvu/assert';
import { renderProblem, renderProblems } from '../../../generator/cli/render-problem.ts';
import type { Position, Problem } from '../../../generator/load/index.ts';
import { describe } from '../../support/index.ts';

const plain = pc.createColors(false);

/** The problem at the first occurrence of `piece` in `text`. */
function problemAt(text: string, piece: string, more: Partial<Problem> = {}): Problem {
  const positionOf = (offset: number): Position => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset };
  };
  const at = text.indexOf(piece);
  return { code: 'KEY001', file: 'a.yaml', start: positionOf(at), end: positionOf(at + piece.length), message: 'wrong', ...more };
}

function render(text: string, piece: string, more: Partial<Problem> = {}): string[] {
  return renderProblem(problemAt(text, piece, more), text, plain).split('\n');
}

describe('render-problem', (it) => {
  it('shows one line on each side and carets under the piece', () => {
    assert.equal(render('one: 1\ntwo: 2\nthree: 3\nfour: 4\n', 'two'), [
      'a.yaml:2:1 error KEY001 wrong',
      '  1 | one: 1',
      '> 2 | two: 2',
      '    | ^^^',
      '  3 | three: 3',
    ]);
  });

  it('shows the first and the last line with the neighbour they have', () => {
    assert.equal(render('one: 1\ntwo: 2', 'one').slice(1), ['> 1 | one: 1', '    | ^^^', '  2 | two: 2']);
    assert.equal(render('\none: 1', 'one').slice(1), ['  1 |', '> 2 | one: 1', '    | ^^^']);
  });

  it('puts so far, why and fix below, further lines under the first', () => {
    const more = { layoutSoFar: '0 u8 a\n1 u8 b', cause: 'because', fix: 'do so' };
    assert.equal(render('one: 1\n', 'one', more).slice(-4), [
      '  so far: 0 u8 a',
      '          1 u8 b',
      '  why:    because',
      '  fix:    do so',
    ]);
  });

  it('marks only the first line of a piece that spans several', () => {
    assert.equal(render('a:\n  - b\n  - c\n', 'b\n  - c').slice(1), ['  1 | a:', '> 2 |   - b', '    |     ^', '  3 |   - c']);
  });

  it('keeps carets right after tabs and shows only a part of a very long line', () => {
    assert.is(render('a:\tbad\n', 'bad')[2], '    |   \t^^^');
    const long = `${'x'.repeat(5000)} bad ${'y'.repeat(5000)}`;
    const [, line = '', carets = ''] = render(long, 'bad');
    assert.ok(line.length < 200);
    assert.is(line.indexOf('bad'), carets.indexOf('^^^'));
  });

  it('lets no control character of a schema reach the terminal', () => {
    const text = 'a: \u001b[2Jbad\u202e\r\nb: 1\n';
    const rendered = renderProblem(problemAt(text, 'bad', { message: 'found \u001b]0;x\u0007' }), text, plain);
    assert.not.match(rendered.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  });

  it('does without the frame when the file can not be read', () => {
    const problem = problemAt('x', 'x', { cause: 'because' });
    assert.is(renderProblem(problem, null, plain), 'a.yaml:1:1 error KEY001 wrong\n  why:    because');
  });

  it('reads each file once and separates problems by an empty line', () => {
    let reads = 0;
    const read = (): string => {
      reads++;
      return 'x: 1\n';
    };
    const problem = problemAt('x: 1\n', 'x');
    assert.is(renderProblems([problem, problem], read, plain).split('\n\n').length, 2);
    assert.is(reads, 1);
  });
});
