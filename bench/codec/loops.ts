/** Compiles operations to the loops that are timed. */
import { type CaseName, isInline, type Operation } from './codec.ts';

/** Runs an operation on `iterations` inputs in rotation; what it returns only keeps the results alive. */
export type Loop = (iterations: number) => number;

/** A function of `k`. `label` goes into the text: V8 caches compiled functions by their text and would share type feedback otherwise. */
export function compileOperation(label: string, { before = '', expression, scope }: Operation): (k: number) => unknown {
  const source = `'use strict'; /* ${label} */ return function operation(k) { ${before} return ${expression}; };`;
  return new Function(...Object.keys(scope), source)(...Object.values(scope)) as (k: number) => unknown;
}

/** The operation stands in the loop itself; results are added up. */
function compileInline(label: string, { before = '', expression, scope }: Operation): Loop {
  const source = `'use strict'; /* ${label} */ return function loop(iterations) {
  let sum = 0;
  for (let i = 0; i < iterations; i++) {
    const k = i & 63;
    ${before}
    sum = (sum + ${expression}) | 0;
  }
  return sum;
};`;
  return new Function(...Object.keys(scope), source)(...Object.values(scope)) as Loop;
}

type CallingLoop = (operations: readonly ((k: number) => unknown)[], iterations: number) => number;

/** More callees than an inline cache holds, each called often enough to be recorded. */
const DECOY_COUNT = 8;
const DECOY_CALLS = 5000;

/**
 * A loop that calls an operation which it can't know. Left to itself V8 inlines some codecs into the loop and others not, differently from
 * process to process, which moves a 14 ns encoder by 5 ns; so this loop has seen many callees before and inlines none of them.
 */
function compileCalling(label: string): CallingLoop {
  const source = `'use strict'; /* ${label} */ const sink = { value: undefined }; return function loop(operations, iterations) {
  const operation = operations[0];
  for (let i = 0; i < iterations; i++) sink.value = operation(i & 63);
  return sink.value === undefined ? 0 : 1;
};`;
  const loop = new Function(source)() as CallingLoop;
  for (let decoy = 0; decoy < DECOY_COUNT; decoy++) {
    loop([compileOperation(`decoy ${decoy}`, { expression: `k + ${decoy}`, scope: {} })], DECOY_CALLS);
  }
  return loop;
}

export function compileLoop(label: string, name: CaseName, operation: Operation): Loop {
  if (isInline(name)) return compileInline(label, operation);
  const loop = compileCalling(label);
  const operations = [compileOperation(label, operation)];
  return (iterations) => loop(operations, iterations);
}

/** What calling from such a loop costs by itself, 3 to 4 ns. */
export function compileEmptyLoop(): Loop {
  const loop = compileCalling('empty');
  const operations = [compileOperation('empty', { expression: 'k', scope: {} })];
  return (iterations) => loop(operations, iterations);
}
