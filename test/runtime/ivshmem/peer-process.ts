/** A peer of a region as a process of its own, to be killed: `peer-process.js FILE SLOT PEER`. Sends back what it gets. */
import { attachRegion } from '../../../runtime/ivshmem/region.ts';
import { RegionMemory } from '../../../runtime/ivshmem/region-memory.ts';

const [file = '', slot, peer] = process.argv.slice(2);
const region = await attachRegion(RegionMemory.openFile(file), { slot: Number(slot), timeoutMs: 10_000 });
const channel = await region.connect(Number(peer), { timeoutMs: 10_000 });
for await (const message of channel) {
  await channel.sendBytes(message.bytes());
}
