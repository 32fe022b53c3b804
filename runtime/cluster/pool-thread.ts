/** A thread of a pool: `pool-threads.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { CallPort } from './call-port.ts';
import { attachMember } from './member.ts';
import type { MemberPort } from './member-port.ts';
import { callsOf } from './open-calls.ts';
import { createPoolTransport } from './open-transport.ts';
import { importMaker, type ServerMaker, type ServiceMaker } from './pool-module.ts';
import type { PoolOrder, PoolReport, PoolTask } from './pool-threads.ts';
import { SharedInbox } from './shared-inbox.ts';

/** What a thread does with what its module has made. */
interface Work {
  begin(): void;
  stop(timeoutMs: number): Promise<void>;
}

const { ticket, module, kind, data, shared, seat, isSpare } = workerData as PoolTask;
const member = attachMember(ticket);
const work = 'fingerprints' in kind ? await openServer(kind.fingerprints) : await openService(kind.budget);

parentPort?.on('message', (order: PoolOrder) => {
  if ('begin' in order) {
    work.begin();
    // After its first look at the FIFO.
    setImmediate(() => report('serving'));
  } else void work.stop(order.stop).then(() => report('stopped'));
});
report({ waiter: member.waiter });

function report(what: PoolReport): void {
  parentPort?.postMessage(what);
}

function openInbox(port: CallPort, onRoom: () => void): SharedInbox {
  return new SharedInbox(port as MemberPort, shared, seat, { onRoom, onCrowded: () => report('crowded') }, isSpare);
}

async function openService(budget: number | undefined): Promise<Work> {
  const calls = callsOf(member);
  const make = await importMaker<ServiceMaker>(module);
  const service = await make(calls, data);
  return {
    begin() {
      calls.serve(service, budget === undefined ? {} : { budget });
      calls.borrow((port) => openInbox(port, () => setImmediate(() => calls.onBell())));
    },
    async stop(timeoutMs) {
      await calls.stopServing({ timeoutMs });
      calls.borrow(() => null);
    },
  };
}

async function openServer(fingerprints: Int32Array): Promise<Work> {
  const transport = createPoolTransport(member, fingerprints);
  const make = await importMaker<ServerMaker>(module);
  const server = await make(transport, data);
  return {
    begin: () => transport.borrow(openInbox(transport.port, () => transport.onRoom())),
    stop: (timeoutMs) => server.stop({ timeoutMs }),
  };
}
