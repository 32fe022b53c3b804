/** Turns the benchmark's 64-bit values (bigint, all of them safe integers) into numbers for peers that prefer those, and back. */

const BIG_FIELDS = ['lease', 'msgtype'];

/** The same message with every bigint as a number. */
export function mapNumbers(message) {
  const toNumber = (value) => (typeof value === 'bigint' ? Number(value) : value);
  const mapObject = (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, toNumber(value)]));
  return { header: mapObject(message.header), body: mapObject(message.body) };
}

/** Undoes {@link mapNumbers}. */
export function restoreNumbers(message) {
  const body = { ...message.body };
  for (const field of BIG_FIELDS) if (field in body) body[field] = BigInt(body[field]);
  return { header: { ...message.header, seq: BigInt(message.header.seq) }, body };
}
