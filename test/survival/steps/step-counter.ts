/**
 * Counts the steps of a thread that others may see, and ends it before the n-th: what a counted runtime (`counted-runtime.ts`) does, and what
 * is stored by functions. To be imported before any other module.
 */

/** Of `Atomics`: those that store. */
const STORING = ['store', 'exchange', 'compareExchange', 'add', 'sub', 'and', 'or', 'xor'] as const;
const SETTERS = /^set[A-Z]/;

declare global {
  var countStore: (array: Record<number, unknown>, index: number, value: unknown) => unknown;
  // biome-ignore lint/suspicious/noExplicitAny: any object, any method
  var countCall: (target: any, method: string, parameters: unknown[]) => unknown;
}

let steps = 0;
let last = Number.POSITIVE_INFINITY;
let isCounting = false;
let die: () => void = () => {};

function step(): void {
  if (!isCounting) return;
  if (steps === last) {
    isCounting = false;
    die();
  }
  steps += 1;
}

/** From now on: the step after the first `count` ones is not taken. */
export function startCounting(count: number, end: () => void): void {
  steps = 0;
  last = count;
  die = end;
  isCounting = true;
}

/** @returns steps that were taken */
export function stopCounting(): number {
  isCounting = false;
  return steps;
}

globalThis.countStore = (array, index, value) => {
  if (ArrayBuffer.isView(array)) step();
  array[index] = value;
  return value;
};

/** A method by which each kind of object of the addon is known; a few of the runtime have the same, and are counted, too. */
const OF_THE_ADDON = ['ringData', 'createPair', 'takeTicket', 'nextEvent'] as const;

globalThis.countCall = (target, method, parameters) => {
  if (typeof target === 'object' && target !== null && OF_THE_ADDON.some((name) => name in target)) step();
  return target[method](...parameters);
};

/** Counts each call of a method of built-in objects. */
function count(owner: object, name: string): void {
  // biome-ignore lint/suspicious/noExplicitAny: any function
  const original = (owner as any)[name] as (...parameters: unknown[]) => unknown;
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value(this: unknown, ...parameters: unknown[]) {
      step();
      return original.apply(this, parameters);
    },
  });
}

for (const name of STORING) count(Atomics, name);
for (const name of Object.getOwnPropertyNames(DataView.prototype)) if (SETTERS.test(name)) count(DataView.prototype, name);
for (const name of ['set', 'fill', 'copyWithin']) count(Object.getPrototypeOf(Uint8Array.prototype), name);
count(TextEncoder.prototype, 'encodeInto');
