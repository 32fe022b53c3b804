import { closest, distance } from 'fastest-levenshtein';

/** Most candidates that are looked at: a guess among more is not worth its time. */
const MAX_CANDIDATES = 5000;

/** The candidate that a mistyped word most likely meant, or undefined when none is near: an edit for every three letters, or two swapped ones. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const edits = word.length < 2 ? 0 : Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  const lower = word.toLowerCase();
  const near: string[] = [];
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > MAX_CANDIDATES) break;
    if (candidate.toLowerCase() === lower) return candidate;
    if (isSwapped(word, candidate)) return candidate;
    if (Math.abs(candidate.length - word.length) <= edits) near.push(candidate);
  }
  if (edits === 0 || near.length === 0) return undefined;
  const best = closest(word, near);
  return distance(word, best) <= edits ? best : undefined;
}

/** Whether two words differ by one pair of neighbours that changed places. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 3) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
