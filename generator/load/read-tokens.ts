import { CST, Lexer, Parser } from 'yaml';
import type { ProblemList } from './problem-list.ts';
import type { SourceFile } from './source-file.ts';

/** Deepest nesting of YAML collections. */
export const MAX_DEPTH = 64;
/** Most words and punctuation marks of one schema file: what bounds the time and memory of parsing it. */
export const MAX_TOKENS = 2_000_000;

/**
 * Where the parser's stack is surely deeper than {@link MAX_DEPTH} collections: a collection takes an entry, and two more are for
 * the document and the scalar at hand.
 */
const MAX_STACK: number = MAX_DEPTH + 2;

/**
 * Top-level tokens of a YAML text. Reports tabs in the indentation, and stops where the text is too deep or too long: composing a deep
 * tree would overflow the stack, which ends the process.
 */
export function* readTokens(source: SourceFile, problems: ProblemList): Generator<CST.Token> {
  const parser = new Parser();
  let count = 0;
  let isLineStart = true;
  let isScalar = false;
  let tab = -1;
  for (const lexeme of new Lexer().lex(source.text)) {
    const start = parser.offset;
    yield* parser.next(lexeme);
    const type = isScalar ? 'scalar' : CST.tokenType(lexeme);
    isScalar = lexeme === CST.SCALAR;
    if (parser.offset === start) continue; // a mark of the lexer's own, without text
    if (type === 'space') {
      const at = isLineStart ? lexeme.indexOf('\t') : -1;
      if (at !== -1 && tab === -1) tab = start + at;
      continue;
    }
    if (tab !== -1 && type !== 'comment' && type !== 'newline') {
      problems.add('SRC006', { source, start: tab, end: tab + 1 }, 'a tab stands in the indentation', {
        fix: 'indent with spaces',
      });
    }
    tab = -1;
    isLineStart = lexeme.endsWith('\n');
    if (isLineStart) continue;
    if (parser.stack.length > MAX_STACK) {
      problems.add('SRC004', { source, start, end: start + lexeme.length }, `nested more than ${MAX_DEPTH} levels deep`);
      return;
    }
    if (++count > MAX_TOKENS) {
      problems.add('SRC003', { source, start, end: start }, `the file has more than ${MAX_TOKENS} words and marks`, {
        fix: 'split it and use `include:`',
      });
      return;
    }
  }
  yield* parser.end();
}
