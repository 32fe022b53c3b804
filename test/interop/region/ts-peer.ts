/** `c-peer.c` in TypeScript: `ts-peer.js FILE SLOT LIST`. */
import { setImmediate } from 'node:timers/promises';
import { ChannelError } from '../../../runtime/errors.ts';
import { attachRegion } from '../../../runtime/ivshmem/region.ts';
import { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';

const STOP = 99;
const [file = '', slot, list = ''] = process.argv.slice(2);
const region = await attachRegion(RegionMemory.openFile(file), { slot: Number(slot), timeoutMs: 60_000 });

/** Until the channel ends. @returns how, or null for a stop */
async function serveOnce(peer: number): Promise<string | null> {
  try {
    await using channel = await region.connect(peer);
    for await (const message of channel) {
      const isStop = message.type === STOP && peer === 0;
      const bytes = message.bytes().map((byte) => byte + 1);
      await channel.sendBytes(bytes, { type: message.type });
      if (isStop) return null;
    }
    return channel.error instanceof ChannelError ? channel.error.code : 'SLUICE_ERR_ENDED';
  } catch (error) {
    if (error instanceof ChannelError) return error.code;
    throw error;
  }
}

async function serve(peer: number): Promise<void> {
  for (;;) {
    const end = await serveOnce(peer);
    if (end === null) break;
    console.log(`slot ${peer}: ${end}`);
    // Others get their turn also when this one fails at once, again and again.
    await setImmediate();
  }
  region.detach();
  console.log('served');
  process.exit();
}

await Promise.all(list.split(',').map((peer) => serve(Number(peer))));
