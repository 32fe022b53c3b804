/** The other side of the blocking test: a thread that never turns its event loop, and sends back what it gets. */
import { workerData } from 'node:worker_threads';
import { createChannelTransport, openTicket } from '../../../runtime/index.ts';
import { FULL } from '../../../runtime/stub/transport.ts';

const transport = createChannelTransport(openTicket((workerData as { ticket: number }).ticket));

/** Waits for room by waiting for anything. */
function send(bytes: Uint8Array): void {
  let at = transport.tryReserve(bytes.length);
  while (at === FULL) {
    transport.wait?.(1000);
    at = transport.tryReserve(bytes.length);
  }
  const { outgoing } = transport;
  new Uint8Array(outgoing.buffer, outgoing.byteOffset + at, bytes.length).set(bytes);
  transport.commit(bytes.length);
  transport.publish();
}

let received: Uint8Array[] = [];
while (transport.wait?.(Number.POSITIVE_INFINITY) === true) {
  transport.poll((view, offset, length) => {
    received.push(new Uint8Array(view.buffer, view.byteOffset + offset, length).slice());
  }, 8);
  const batch = received;
  received = [];
  for (const bytes of batch) send(bytes);
}
