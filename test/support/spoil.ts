/** Values gone wrong: what a caller could pass to `encode` by mistake. */
import type { JsonObject, JsonValue } from '../../generator/frame/index.ts';
import type { Draw } from './draw.ts';

const NUMBERS: readonly number[] = [
  -1,
  0.5,
  2,
  255,
  256,
  -129,
  65536,
  2 ** 31,
  2 ** 32,
  -(2 ** 31) - 1,
  2 ** 52,
  Number.MAX_SAFE_INTEGER,
];
const TEXTS: readonly string[] = ['a\0b', '\ud800', '\udc00x', 'x'.repeat(40), ''];

/** @returns a copy of `value` in which one thing is different, often so that it is not legal any more */
export function spoil<T extends { readonly header?: JsonObject; readonly body: JsonObject }>(draw: Draw, value: T): T {
  const copy = structuredClone(value);
  // Parts of a header may be left out.
  const places = [...placesIn(copy.body, true), ...placesIn(copy.header ?? {}, false)];
  if (places.length > 0) draw.pick(places)(draw);
  return copy;
}

/** Changes one property or element. */
type Change = (draw: Draw) => void;

function* placesIn(container: JsonObject | JsonValue[], canRemove: boolean): Generator<Change> {
  for (const [key, item] of Object.entries(container)) {
    const target = container as JsonObject;
    yield (draw) => {
      const other = replacement(draw, item);
      if (other !== undefined) target[key] = other;
      else if (!canRemove) return;
      else if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete target[key];
    };
    if (typeof item === 'object' && item !== null) yield* placesIn(item, canRemove);
  }
}

/** Undefined removes the item. Names and hex digits that are none are mistakes that only JSON can hold. */
function replacement(draw: Draw, item: JsonValue): JsonValue | undefined {
  if (draw.once(6)) return undefined;
  if (draw.once(8)) return null;
  if (typeof item === 'number') return draw.pick(NUMBERS);
  if (Array.isArray(item)) return draw.once(2) ? [...item, ...item.slice(0, 1)] : item.slice(1);
  if (typeof item !== 'string') return item;
  if (/^-?0x/.test(item)) return draw.pick(NUMBERS);
  return /^([0-9a-f]{2})*$/.test(item) ? `${item}00` : draw.pick(TEXTS);
}
