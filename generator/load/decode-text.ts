import type { ProblemList } from './problem-list.ts';
import { createSourceFile, type SourceFile } from './source-file.ts';

/** Most bytes of one schema file. */
export const MAX_FILE_BYTES: number = 16 * 1024 * 1024;

/** Characters that YAML does not allow anywhere; generated code would not survive them either. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

/** The text of a schema file, without a byte order mark; null when it was reported. */
export function decodeText(path: string, bytes: Uint8Array, problems: ProblemList): SourceFile | null {
  if (bytes.length > MAX_FILE_BYTES) {
    const nowhere = { source: createSourceFile(path, ''), start: 0, end: 0 };
    problems.add('SRC003', nowhere, `the file has ${bytes.length} bytes`, { fix: 'split it and use `include:`' });
    return null;
  }
  const text = decodeStrictly(bytes);
  if (text === null) {
    reportBadByte(path, bytes, problems);
    return null;
  }
  const source = createSourceFile(path, text);
  const start = text.search(FORBIDDEN);
  if (start === -1) return source;
  const code = text.charCodeAt(start).toString(16).toUpperCase().padStart(4, '0');
  problems.add('SRC005', { source, start, end: start + 1 }, `the control character U+${code} stands in the file`, {
    fix: 'remove it',
  });
  return null;
}

function decodeStrictly(bytes: Uint8Array, stream = false): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
  } catch {
    return null;
  }
}

function reportBadByte(path: string, bytes: Uint8Array, problems: ProblemList): void {
  const good = goodPrefix(bytes);
  const source = createSourceFile(path, new TextDecoder().decode(bytes));
  const start = (decodeStrictly(bytes.subarray(0, good)) ?? '').length;
  const byte = (bytes[good] as number).toString(16).padStart(2, '0');
  const isUtf16 = good === 0 && (bytes[0] === 0xfe || bytes[0] === 0xff);
  problems.add('SRC002', { source, start, end: start + 1 }, `the byte 0x${byte} at offset ${good} is not UTF-8`, {
    fix: isUtf16 ? 'save the file as UTF-8; it looks like UTF-16' : 'save the file as UTF-8',
  });
}

/** Length of the longest prefix that is valid UTF-8, by bisection over the decoder (a cut sequence counts as valid). */
function goodPrefix(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodeStrictly(bytes.subarray(0, middle), true) !== null) low = middle;
    else high = middle - 1;
  }
  while (decodeStrictly(bytes.subarray(0, low)) === null) low--; // back to before the cut sequence
  return low;
}
