/** A megabyte each way at the same time, with checksums: `stream.c` is its twin. */
import { ByteStream, type Channel } from 'sluice/runtime';

const LENGTH = 1 << 20;
const SUM = 8;
const PRIME = 0x100000001b3n;

/** FNV-1a, in two halves of 32 bits: a bigint for each byte would take a second. */
function sumOf(bytes: Uint8Array): bigint {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  const prime = Number(PRIME & 0xffffffffn);
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    // prime is 2^40 + 0x1b3.
    const product = low * prime;
    high = (Math.imul(high, prime) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

function megabyte(): Uint8Array {
  const bytes = new Uint8Array(LENGTH + SUM);
  let number = 12345;
  for (let i = 0; i < LENGTH; i += 1) {
    number = (Math.imul(number, 1103515245) + 12345) >>> 0;
    bytes[i] = number >>> 16;
  }
  new DataView(bytes.buffer).setBigUint64(LENGTH, sumOf(bytes.subarray(0, LENGTH)), true);
  return bytes;
}

/** @returns whether the peer's sum is right */
export async function exchangeMegabyte(channel: Channel, timeoutMs = 100_000): Promise<boolean> {
  const stream = new ByteStream(channel);
  const got = new Uint8Array(LENGTH + SUM);
  let at = 0;
  const receive = async (): Promise<void> => {
    while (at < got.length) {
      const length = await stream.receive(got.subarray(at), { timeoutMs });
      if (length === 0) return;
      at += length;
    }
  };
  await Promise.all([stream.send(megabyte(), { timeoutMs }), receive()]);
  stream.shutdown();
  stream.detach();
  const view = new DataView(got.buffer);
  return at === got.length && sumOf(got.subarray(0, LENGTH)) === view.getBigUint64(LENGTH, true);
}
