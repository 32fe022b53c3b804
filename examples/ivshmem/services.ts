/** What the host serves to guests, and asks them, with generated stubs: `services.c` is its twin. */
import os from 'node:os';
import { createChannelTransport, identityOf, type ProtocolIdentity, type Region } from 'sluice/runtime';
import { CallError, Refusal, type Server, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../generated/cluster-rpc/index.ts';
import * as libos from '../../generated/libos-ipc/base/index.ts';

const { ENOMEM, ESRCH } = os.constants.errno;
const IN_TIME = 100_000;

export const CLUSTER: ProtocolIdentity = identityOf(cluster);
export const LIBOS: ProtocolIdentity = identityOf(libos);

/** Pages from 0x100000 on, and a page table. */
export function serveCluster(transport: Transport, onExit: () => void = () => {}): Server {
  let nextPage = 0x100000n;
  return cluster.servePartial(transport, {
    pmemGetPages({ order }) {
      if (order > 20) throw new Refusal(ENOMEM);
      const page = nextPage;
      nextPage += 4096n << BigInt(order);
      return { page };
    },
    vmmGetPte: ({ vpn, cow }) => ({ attr: cow ? 0x8f : 0x87, ppn: vpn + 0x400, error: 0 }),
    async kcmAlloc({ kmemType }) {
      const { page } = await new cluster.ClusterRpcClient(transport, { timeoutMs: IN_TIME }).pmemGetPages({ order: kmemType });
      return { bufXp: page };
    },
    processMakeExit: onExit,
  });
}

/** Processes 1 to 4. */
export function serveLibos(transport: Transport): Server {
  return libos.servePartial(transport, {
    pidKill({ id }) {
      if (id < 1 || id > 4) throw new Refusal(ESRCH);
      return { retval: 0 };
    },
    pidGetstatus: ({ pids }) => ({
      status: pids.filter((pid) => pid >= 1 && pid <= 4).map((pid) => ({ pid, tgid: pid, pgid: 1 })),
    }),
  });
}

export async function connectTo(
  region: Region,
  slot: number,
  protocol: ProtocolIdentity,
  timeoutMs: number = IN_TIME,
): Promise<Transport> {
  return createChannelTransport(await region.connect(slot, { protocol, timeoutMs }));
}

/** What a call comes to: a word for its failure, or true. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return error.errno === null ? error.code : `${error.code} ${error.errno}`;
  }
}

/** Transports that are served here while this side asks. */
const answering: WeakSet<Transport> = new WeakSet();

/** Asks a server of cluster-rpc all that `services.c` answers. @returns what was wrong */
export async function askCluster(transport: Transport): Promise<string[]> {
  const client = new cluster.ClusterRpcClient(transport, { timeoutMs: IN_TIME });
  // It asks back while it answers.
  if (!answering.has(transport)) serveCluster(transport);
  answering.add(transport);
  const wrong: string[] = [];
  const expect = (what: string, isRight: boolean): void => {
    if (!isRight) wrong.push(what);
  };
  const { page } = await client.pmemGetPages({ order: 2 });
  expect('pages', page >= 0x100000n && page % 4096n === 0n);
  expect('too many pages', (await outcome(client.pmemGetPages({ order: 40 }))) === `SLUICE_ERR_REFUSED ${ENOMEM}`);
  expect('a call back', (await client.kcmAlloc({ kmemType: 1 })).bufXp >= 0x100000n);
  expect('what nobody implements', (await outcome(client.vfsFileDestroy({ file: 1n }))) === 'SLUICE_ERR_UNIMPLEMENTED');
  const vpns = Array.from({ length: 100 }, (_, vpn) => vpn);
  const entries = await Promise.all(vpns.map((vpn) => client.vmmGetPte({ process: 1n, vpn, cow: true })));
  expect(
    'page table entries',
    entries.every(({ ppn, attr }, vpn) => ppn === vpn + 0x400 && attr === 0x8f),
  );
  return wrong;
}

/** The same for libos-ipc. */
export async function askLibos(transport: Transport): Promise<string[]> {
  const client = new libos.LibosIpcClient(transport, { timeoutMs: IN_TIME });
  const wrong: string[] = [];
  if ((await client.pidKill({ sender: 1, type: 0, id: 3, signum: 15 })).retval !== 0) wrong.push('kill 3');
  if ((await outcome(client.pidKill({ sender: 1, type: 0, id: 7, signum: 15 }))) !== `SLUICE_ERR_REFUSED ${ESRCH}`)
    wrong.push('kill 7');
  const { status } = await client.pidGetstatus({ pids: [2, 9, 4] });
  if (status.map(({ pid }) => pid).join() !== '2,4') wrong.push('status of 2, 9, 4');
  return wrong;
}

/** Asks it to serve no more. */
export async function endCluster(transport: Transport): Promise<void> {
  await new cluster.ClusterRpcClient(transport, { timeoutMs: IN_TIME }).processMakeExit({ pid: 1, status: 0 });
}

export async function endLibos(transport: Transport): Promise<void> {
  await new libos.LibosIpcClient(transport, { timeoutMs: IN_TIME }).pidKill({ sender: 1, type: 0, id: 99, signum: 15 });
}
