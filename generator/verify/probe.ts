/**
 * Finds out what a compiler makes of a layout, without running anything: a table of sizes and offsets is compiled into an object file,
 * behind a marker that is looked for in its bytes. That works for every object format and every target.
 */
import type { LayoutFact } from '../emit/c/index.ts';

/** Sixteen bytes that no compiler writes by itself. */
const MARKER: readonly number[] = [
  0x9d, 0x53, 0x6c, 0x75, 0x69, 0x63, 0x65, 0xf1, 0x50, 0x72, 0x6f, 0x62, 0x65, 0x0d, 0x0a, 0xe7,
];
/** Stands before the values and gives the byte order away. */
const ORDER_MARK = 0x01020304;

/** The C source of a table with the actual value of every fact, in order. */
export function probeSource(header: string, layoutOnly: string, facts: readonly LayoutFact[]): string {
  const values = facts.map(({ expression }) => `\t\t(uint32_t)${expression},\n`).join('');
  return `\
#define ${layoutOnly}
#include "${header}"
#define alignof _Alignof
struct sluice_probe {
	unsigned char marker[${MARKER.length}];
	uint32_t values[${facts.length + 1}];
};
extern const struct sluice_probe sluice_probe;
const struct sluice_probe sluice_probe = {
	{${MARKER.join(', ')}},
	{
		${ORDER_MARK}u,
${values}	},
};
`;
}

/** The values of the table, or null when the object file does not hold it. */
export function readProbe(object: Uint8Array, count: number): number[] | null {
  const start = object.findIndex((_, at) => MARKER.every((byte, index) => object[at + index] === byte));
  const first = start + MARKER.length;
  if (start === -1 || first + 4 * (count + 1) > object.length) return null;
  const view = new DataView(object.buffer, object.byteOffset + first);
  const isLittle = view.getUint32(0, true) === ORDER_MARK;
  if (!isLittle && view.getUint32(0, false) !== ORDER_MARK) return null;
  return Array.from({ length: count }, (_, index) => view.getUint32(4 * (index + 1), isLittle));
}
