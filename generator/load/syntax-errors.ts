import type { YAMLError } from 'yaml';

/** A syntax error in the words of somebody who does not know the YAML specification. */
export interface SyntaxError {
  readonly message: string;
  readonly fix: string;
  readonly start: number;
  readonly end: number;
}

/** The parser's message, in plain words, and what usually mends it. */
const WORDINGS: readonly (readonly [pattern: RegExp, message: string, fix: string])[] = [
  [/^Flow sequence .* end with a \]/, 'a `[` is not closed with `]` here', 'close every bracket; indent what is inside'],
  [/^Flow map .* end with a \}/, 'a `{` is not closed with `}` here', 'close every bracket; indent what is inside'],
  [/^Missing closing (.)quote/, 'this quote is not closed', 'close it, and indent the lines between the quotes'],
  [/^Missing , or : between|^Missing , between/, 'a comma is missing before this', 'put a comma between two items'],
  [
    /^Nested mappings are not allowed/,
    'a second `: ` stands in one value',
    'quote a text that holds `: `, or align the line with its neighbours',
  ],
  [/^Implicit (?:map )?keys? need/, 'a key without a colon', 'add the colon, or align the line with its neighbours'],
  [/^Plain value cannot start with/, "a text can't start with this character", 'quote the text'],
  [
    /^All mapping items must start|^A block sequence may not|^Block collections are not allowed/,
    'this is indented in another way than its neighbours',
    'align it with them',
  ],
  [
    /^Block collections? (?:are|is) not allowed within flow|^Block (?:map|sequence|scalar)/,
    'an indented block stands inside of brackets',
    'write `{…}` and `[…]` inside of brackets',
  ],
  [/^Unexpected/, 'this is too much', 'remove it, or quote the text that it belongs to'],
  [/^Unresolved alias|^Aliases? cannot/, 'an alias (`*`) that names nothing', 'quote a text that starts with `*`'],
];

export function describeSyntaxError(error: YAMLError, text: string): SyntaxError {
  const [start, end] = error.pos;
  const wording = WORDINGS.find(([pattern]) => pattern.test(error.message));
  const own = error.message.split('\n', 1)[0] as string;
  const [, message, fix] = wording ?? [
    null,
    own.charAt(0).toLowerCase() + own.slice(1),
    'look for a missing bracket, quote, comma or colon',
  ];
  const quote = /^Missing closing (.)quote/.exec(error.message)?.[1];
  const open = quote ? text.lastIndexOf(quote, start - 1) : -1;
  return open === -1 ? { message, fix, start, end } : { message, fix, start: open, end: open + 1 };
}
