/** Finds the generated items (a struct, the head of a function, a constant) that a fence of the documentation shows. */

interface Output {
  readonly text: string;
}

/**
 * The fence as it should read now: each of its items is looked up in the outputs by how it starts, with its comment and its body
 * where the fence has them. Throws when an item is not there any more.
 */
export function currentText(shown: string, outputs: readonly Output[]): string {
  const lines = shown.split('\n');
  const now: string[] = [];
  for (let at = 0; at < lines.length; ) {
    if (lines[at] === '') {
      now.push('');
      at++;
      continue;
    }
    const head = headAfterComment(lines, at);
    const end = endOfHead(lines, head);
    const last = showsBody(lines, end) ? endOfItem(lines, end) : end;
    now.push(...find(keyOf(lines[head] ?? ''), outputs, head > at, last > end));
    at = last + 1;
  }
  return now.join('\n');
}

function headAfterComment(lines: readonly string[], at: number): number {
  if (!lines[at]?.startsWith('/*')) return at;
  let end = at;
  while (end < lines.length - 1 && !lines[end]?.endsWith('*/')) end++;
  return end + 1;
}

/** Last line of what introduces an item; long function heads are broken. */
function endOfHead(lines: readonly string[], head: number): number {
  let end = head;
  while (end < lines.length - 1 && !/[);{}=]\s*$/.test(lines[end] ?? '') && !lines[end]?.startsWith('#')) end++;
  return end;
}

function showsBody(lines: readonly string[], head: number): boolean {
  return /^(?:\s|})/.test(lines[head + 1] ?? '') || /^#if/.test(lines[head] ?? '');
}

function endOfItem(lines: readonly string[], head: number): number {
  const isEnd = /^#if/.test(lines[head] ?? '') ? /^#endif/ : /=\s*$/.test(lines[head] ?? '') ? /;$/ : /^}/;
  let end = head + 1;
  while (end < lines.length - 1 && !isEnd.test(lines[end] ?? '')) end++;
  return end;
}

/** How an item starts, without the parts that change: arguments, values, types. */
function keyOf(head: string): string {
  return /^#define \w+|^static_assert\(.*(?= ==)|^#.*|^[^({=:]+(?:[({=:]|$)/.exec(head)?.[0] ?? head;
}

function find(key: string, outputs: readonly Output[], withComment: boolean, withBody: boolean): string[] {
  for (const { text } of outputs) {
    const lines = text.split('\n').map((line) => line.trimEnd());
    const head = lines.findIndex((line) => line.startsWith(key) && !/\w/.test(/\w$/.test(key) ? line.charAt(key.length) : ''));
    if (head === -1) continue;
    const end = endOfHead(lines, head);
    const start =
      withComment && lines[head - 1]?.endsWith('*/')
        ? lines.findLastIndex((line, at) => at < head && line.startsWith('/*'))
        : head;
    return lines.slice(start, (withBody ? endOfItem(lines, end) : end) + 1);
  }
  throw new Error(`nothing in the output starts with \`${key}\``);
}
