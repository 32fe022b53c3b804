/** Helpers that every test file uses: `describe` (a uvu suite that always runs) and `hasCode` (a predicate for `assert.throws`). */
import { suite, type Test } from 'uvu';

/** Defines and runs one uvu suite; uvu silently skips a suite whose `.run()` nobody called. */
export function describe(name: string, define: (it: Test) => void): void {
  const it = suite(name);
  define(it);
  it.run();
}

/** Predicate for `assert.throws`: the error carries this stable code. */
export function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Error && (error as { code?: unknown }).code === code;
}
