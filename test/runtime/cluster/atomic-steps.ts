/** Something that happens in between: before the n-th store by `Atomics` of a piece of code, as if another thread, or death, had come there. */

const STORING = ['store', 'exchange', 'compareExchange', 'add', 'sub', 'or'] as const;
const ORIGINALS = Object.fromEntries(STORING.map((name) => [name, Atomics[name]]));

/** Thrown out of code that has died. */
export const DEATH: Error = new Error('died');

/**
 * Runs `code`; before its step `step` (from 0) `between` happens, whose own steps do not count.
 *
 * @returns steps of the code
 */
export function runWithStep(step: number, code: () => void, between: () => void): number {
  const count = intrude(step, between);
  try {
    code();
  } finally {
    Object.assign(Atomics, ORIGINALS);
  }
  return count();
}

/** The same for code that ends later; other code that runs meanwhile is taken for its own. */
export async function runLongerWithStep(step: number, code: () => Promise<void>, between: () => void): Promise<number> {
  const count = intrude(step, between);
  try {
    await code();
  } finally {
    Object.assign(Atomics, ORIGINALS);
  }
  return count();
}

/** @returns what tells how many steps there were */
function intrude(step: number, between: () => void): () => number {
  let steps = 0;
  let isCounting = true;
  const target = Atomics as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  for (const name of STORING) {
    const original = ORIGINALS[name] as (...parameters: unknown[]) => unknown;
    target[name] = (...parameters) => {
      if (isCounting) {
        if (steps === step) {
          isCounting = false;
          try {
            between();
          } finally {
            isCounting = true;
          }
        }
        steps += 1;
      }
      return original.apply(Atomics, parameters);
    };
  }
  return () => steps;
}

/** Runs `code` up to its step `step`, where it dies. @returns whether it did, and had not ended before */
export function dieAtStep(step: number, code: () => void): boolean {
  try {
    runWithStep(step, code, () => {
      throw DEATH;
    });
  } catch (error) {
    if (error === DEATH) return true;
    throw error;
  }
  return false;
}
