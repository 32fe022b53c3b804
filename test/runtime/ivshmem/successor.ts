/** A thread that starts a server, and says so, or why not. */
import { parentPort, workerData } from 'node:worker_threads';
import { IvshmemServer } from '../../../runtime/index.ts';

const server = new IvshmemServer(workerData);
try {
  server.start();
  parentPort?.postMessage('started');
} catch (error) {
  parentPort?.postMessage((error as { code?: string }).code ?? String(error));
}
