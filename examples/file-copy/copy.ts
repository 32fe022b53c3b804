/**
 * One side of a copy, in Node: `copy.js send|receive ADDRESS FILE`. The bytes go one way; once they have ended, their number and checksum come back
 * the other way. copy.c is its twin.
 */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { type Duplex, Transform, type TransformCallback } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { ByteStream, connect, listen } from 'sluice/runtime';

/** Lets bytes through, and sums them up. */
class Checksum extends Transform {
  length = 0n;
  crc = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.length += BigInt(chunk.length);
    this.crc = crc32(chunk, this.crc);
    callback(null, chunk);
  }

  /** u64 bytes, u32 CRC-32; little-endian. */
  toBytes(): Buffer {
    const bytes = Buffer.alloc(12);
    bytes.writeBigUInt64LE(this.length);
    bytes.writeUInt32LE(this.crc, 8);
    return bytes;
  }

  print(): void {
    console.log(`${this.length} bytes, crc32 ${this.crc.toString(16).padStart(8, '0')}`);
  }
}

async function send(address: string, file: string): Promise<void> {
  const source = await open(file);
  const duplex = new ByteStream(await connect(address, { timeoutMs: 10_000 })).toDuplex();
  const sum = new Checksum();
  // The file is read no faster than the other side writes. The end of the file ends this direction alone.
  await pipeline(source.createReadStream(), sum, duplex);
  const answer = await buffer(duplex);
  if (!answer.equals(sum.toBytes())) throw new Error('what was received is not what was sent');
  sum.print();
}

async function receive(address: string, file: string): Promise<void> {
  const listener = listen(address);
  console.log('listening');
  const duplex: Duplex = new ByteStream(await listener.accept({ timeoutMs: 10_000 })).toDuplex();
  listener.close();
  const part = `${file}.part`;
  const sum = new Checksum();
  try {
    // Fails when the sender dies, or leaves before it has said that this was all.
    await pipeline(duplex, sum, createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  duplex.end(sum.toBytes());
  await finished(duplex);
  sum.print();
}

const [role, address, file] = process.argv.slice(2);
if ((role !== 'send' && role !== 'receive') || address === undefined || file === undefined) {
  console.error('usage: copy.js send|receive ADDRESS FILE');
  process.exitCode = 2;
} else {
  try {
    await (role === 'send' ? send : receive)(address, file);
  } catch (error) {
    console.error(`${role} ${file}: ${(error as Error).message}`);
    process.exit(1);
  }
}
