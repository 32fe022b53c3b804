import { closest, distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely meant, or undefined when none is near (one edit in short words, up to three in long ones). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === '' || candidates.length === 0) return undefined;
  const lower = word.toLowerCase();
  const folded = candidates.find((name) => name.toLowerCase() === lower);
  if (folded !== undefined) return folded;
  const best = closest(word, candidates);
  const edits = word.length < 4 ? 1 : word.length < 9 ? 2 : 3;
  return distance(word, best) <= edits ? best : undefined;
}
