/** A small writer for function bodies: lines at an indentation; guards and calls break where a person would break them. */

/** Widest line of generated code. */
export const WIDTH = 120;

export class Lines {
  readonly #lines: string[] = [];
  readonly #room: number;
  #indent = '';

  /** @param depth - how deep the text will stand in its file, so that lines are broken in time */
  constructor(depth = 1) {
    this.#room = WIDTH - 2 * depth;
  }

  add(...lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line);
  }

  /** `head`, the lines that `body` adds one step deeper, `tail`. */
  block(head: string, body: () => void, tail = '}'): void {
    this.chain([head, body], tail);
  }

  /** Blocks that hang together: head, body, head, body, ..., tail. */
  chain(parts: readonly (string | (() => void))[], tail = '}'): void {
    for (const part of parts) {
      if (typeof part === 'string') {
        this.add(part);
        continue;
      }
      this.#indent += '  ';
      part();
      this.#indent = this.#indent.slice(2);
    }
    if (tail !== '') this.add(tail);
  }

  /** `if (condition) throw error;`, on one line where it fits. */
  guard(condition: string, error: string): void {
    this.when(condition, `throw ${error};`);
  }

  /** `if (condition) statement`, on one line where it fits. */
  when(condition: string, statement: string): void {
    const line = `if (${condition}) ${statement}`;
    const head = `if (${condition}) {`;
    if (this.fits(line)) this.add(line);
    else if (this.fits(head)) this.block(head, () => this.call(statement));
    else this.chain(['if (', () => this.add(...alternatives(condition)), ') {', () => this.call(statement)]);
  }

  /** A statement that ends in a call; its arguments get lines of their own where they must. */
  call(statement: string): void {
    const open = statement.indexOf('(') + 1;
    const close = statement.lastIndexOf(')');
    if (this.fits(statement) || open === 0) this.add(statement);
    else this.list(statement.slice(0, open), splitItems(statement.slice(open, close)), statement.slice(close));
  }

  /** `head`, the items between commas, `tail`: on one line, or on as many as they need. */
  list(head: string, items: readonly string[], tail: string): void {
    const line = head + items.join(', ') + tail;
    if (this.fits(line)) this.add(line);
    else this.block(head.trimEnd(), () => this.#items(items), tail.trimStart());
  }

  fits(line: string): boolean {
    return this.#indent.length + line.length <= this.#room;
  }

  toString(): string {
    return this.#lines.join('\n');
  }

  #items(items: readonly string[]): void {
    let line = '';
    const flush = (): void => {
      if (line !== '') this.add(line);
      line = '';
    };
    for (const item of items) {
      if (!this.fits(`${item},`) && item.startsWith('[')) {
        flush();
        this.block('[', () => this.#items(splitItems(item.slice(1, -1))), '],');
      } else {
        if (line !== '' && !this.fits(`${line} ${item},`)) flush();
        line = line === '' ? `${item},` : `${line} ${item},`;
      }
    }
    flush();
  }
}

/** A condition on several lines, split at the `||` that stand in no brackets. */
function alternatives(condition: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < condition.length; i += 1) {
    const character = condition.charAt(i);
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (depth === 0 && condition.startsWith(' || ', i)) {
      parts.push(condition.slice(start, i + 3));
      start = i + 4;
    }
  }
  return [...parts, condition.slice(start)];
}

/** Splits at the commas that stand neither in brackets nor in quotes. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      items.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...items, text.slice(start).trim()];
}
