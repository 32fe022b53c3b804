/**
 * A client of an ivshmem server as a process of its own, to be killed: `server-peer.js SOCKET [SLOT [PEER]]`, by default an assigned slot, and 0. Sends
 * back what the peer sends.
 */
import { once } from 'node:events';
import { attachRegion, connectIvshmem, RegionMemory } from '../../../runtime/index.ts';

const [socket = '', slot, peer = '0'] = process.argv.slice(2);
const client = connectIvshmem(socket, { vectors: 2, reconnectMs: 20 });
await once(client, 'ready');
const chosen = slot === undefined || slot === '' ? {} : { slot: Number(slot) };
const region = await attachRegion(RegionMemory.ofClient(client), { ...chosen, timeoutMs: 100_000 });
const channel = await region.connect(Number(peer), { timeoutMs: 100_000 });
for await (const message of channel) await channel.sendBytes(message.bytes());
