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

/** Numbers that follow from the first one, one in each of `length` bytes, and behind them their sum as 8 bytes. */
export function numbersFrom(first: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length + SUM);
  let number = first;
  for (let i = 0; i < length; i += 1) {
    number = (Math.imul(number, 1103515245) + 12345) >>> 0;
    bytes[i] = number >>> 16;
  }
  new DataView(bytes.buffer).setBigUint64(length, sumOf(bytes.subarray(0, length)), true);
  return bytes;
}

export function isSumRight(bytes: Uint8Array): boolean {
  const length = bytes.length - SUM;
  if (length < 0) return false;
  return sumOf(bytes.subarray(0, length)) === new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(length, true);
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
  await Promise.all([stream.send(numbersFrom(12345, LENGTH), { timeoutMs }), receive()]);
  stream.shutdown();
  stream.detach();
  return at === got.length && isSumRight(got);
}
