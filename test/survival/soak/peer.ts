/**
 * A peer of a soak in TypeScript; peer.c is its twin and says what the arguments are. A server that gets the message `sample` collects garbage
 * and answers with the bytes that are in use.
 */
import { openSync } from 'node:fs';
import { type Channel, connect, createChannelTransport, listen, publish, subscribe } from 'sluice/runtime';
import { connectSocket, listenSocket } from 'sluice/runtime/stub';
import { ARENA, RING_ORDER } from './soak-records.ts';
import { announce, exchange, hear, makeCalls, serveCalls, streamBytes } from './traffic.ts';
import { mustLeave, Progress, stopped, Visit } from './visit.ts';

const CONNECT_MS = 60_000;
const OPTIONS = { sendOrder: RING_ORDER, arena: ARENA } as const;
const [role, pace, ...rest] = process.argv.slice(2);
const paceMs = Number(pace);

const slotOf = (argument: string): [kind: string, address: string] => {
  const [kind = '', address = ''] = argument.split('=');
  return [kind, address];
};

async function overChannel(kind: string, channel: Channel, visit: Visit, isServer: boolean): Promise<void> {
  if (kind === 'records') return exchange(channel, visit, paceMs);
  if (kind === 'stream') return streamBytes(channel, visit, paceMs);
  const transport = createChannelTransport(channel);
  return isServer ? serveCalls(transport, visit) : makeCalls(transport, visit, paceMs);
}

async function serve(kind: string, address: string): Promise<void> {
  if (kind === 'broadcast') return announce(publish(address, { sendOrder: RING_ORDER }), paceMs);
  if (kind === 'socket') {
    const server = await listenSocket(address, async (transport) => {
      const visit = new Visit(address, 0, null);
      await serveCalls(transport, visit);
      visit.report();
    });
    await stopped;
    await server.close();
    return;
  }
  const listener = listen(address, OPTIONS);
  void stopped.then(() => listener.close());
  for await (const channel of listener) {
    const visit = new Visit(address, 0, null);
    void overChannel(kind, channel, visit, true).then(() => visit.report());
  }
}

async function join(kind: string, address: string, life: number, progress: Progress): Promise<void> {
  const visit = new Visit(address, life, progress);
  try {
    if (kind === 'broadcast') await hear(await subscribe(address, { timeoutMs: CONNECT_MS }), visit);
    else if (kind === 'socket') await makeCalls(await connectSocket(address), visit, paceMs);
    else await overChannel(kind, await connect(address, { ...OPTIONS, timeoutMs: CONNECT_MS }), visit, false);
  } catch (error) {
    visit.ended = (error as { code?: string }).code ?? String(error);
  }
  // Servers outlive their clients.
  if (visit.ended !== 'SLUICE_ERR_ENDED' && !mustLeave()) visit.violation(visit.ended, 0, 0);
  if (mustLeave()) progress.leave();
}

if (role === 'serve') {
  process.on('message', () => {
    (globalThis as { gc?: () => void }).gc?.();
    process.send?.({ used: process.memoryUsage().heapUsed, external: process.memoryUsage().external });
  });
  await Promise.all(rest.map((argument) => serve(...slotOf(argument))));
  process.disconnect?.();
} else {
  const [argument = '', life = '', path = ''] = rest;
  await join(...slotOf(argument), Number(life), new Progress(openSync(path, 'r+')));
  process.exit(0);
}
