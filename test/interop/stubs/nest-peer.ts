/** A member of `nests.test.ts`: `FOLDER CXY THREADS WAITERS`, until it is told to end. */
import * as rpc from '../../../generated/cluster-rpc/index.ts';
import { createClusterTransport, joinCluster, servePool } from '../../../runtime/index.ts';

const [, , folder = '', ...numbers] = process.argv;
const [cxy, threads, waiters] = numbers.map(Number) as [number, number, number];
const member = await joinCluster(folder, { cxy, waiters, timeoutMs: 60_000 });
const transport = createClusterTransport(member, { protocol: rpc, blocksMainThread: true });
await servePool(transport, new URL('./nest-server.js', import.meta.url), { threads });
process.stdout.write('"listening"\n');
