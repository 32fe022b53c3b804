/** The measured server, alone in a process: argv is its address and its vectors; each message is answered with its memory and its clients. */
import { IvshmemServer } from '../../runtime/index.ts';

const server = new IvshmemServer({ path: process.argv[2] as string, vectors: Number(process.argv[3]) });
server.start();
const report = (): void => {
  const { clients, maxClients } = server.status();
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heapBytes: heapUsed + external, clients: clients.length, maxClients });
};
process.on('message', report);
process.on('disconnect', () => process.exit());
report();
