/**
 * A server of both protocols in Node: a few calls of cluster-rpc and of libos-ipc, from generated stubs.
 * `server.js cluster-rpc|libos-ipc PATH [socket|memory]`. server.c is its twin, and answers the same.
 */
import os from 'node:os';
import { createChannelTransport, listen } from 'sluice/runtime';
import { listenSocket, Refusal, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../generated/cluster-rpc/index.ts';
import * as libos from '../../generated/libos-ipc/base/index.ts';

const { ENOMEM, ESRCH } = os.constants.errno;

/** Pages, a page table that maps every page to a frame, and one process that can be forked. */
class ClusterHandlers implements Partial<cluster.ClusterRpcHandlers> {
  #nextPage = 0x100000n;
  #nextPid = 2;

  pmemGetPages({ order }: cluster.PmemGetPagesInput): cluster.PmemGetPagesOutput {
    if (order > 20) throw new Refusal(ENOMEM);
    const page = this.#nextPage;
    this.#nextPage += 4096n << BigInt(order);
    return { page };
  }

  vmmGetPte({ vpn, cow }: cluster.VmmGetPteInput): cluster.VmmGetPteOutput {
    return { attr: cow ? 0x8f : 0x87, ppn: vpn + 0x400, error: 0 };
  }

  processMakeFork({ parentThreadXp }: cluster.ProcessMakeForkInput): cluster.ProcessMakeForkOutput {
    const childPid = this.#nextPid;
    this.#nextPid += 1;
    return { childPid, childThreadPtr: parentThreadXp + 0x1000n, error: 0 };
  }

  processSigaction({ process }: cluster.ProcessSigactionInput): void {
    if (process === 0n) throw new Refusal(ESRCH);
  }
}

const PROCESSES = 4;

/** Processes 1 to 4, all of them in group 1. */
const libosHandlers: Partial<libos.LibosIpcHandlers> = {
  pidKill({ id }) {
    if (id < 1 || id > PROCESSES) throw new Refusal(ESRCH);
    return { retval: 0 };
  },
  pidGetstatus({ pids }) {
    const found = pids.filter((pid) => pid >= 1 && pid <= PROCESSES);
    return { status: found.map((pid) => ({ pid, tgid: pid, pgid: 1 })) };
  },
};

const SERVERS: Readonly<Record<string, (transport: Transport) => void>> = {
  'cluster-rpc': (transport) => void cluster.servePartial(transport, new ClusterHandlers()),
  'libos-ipc': (transport) => void libos.servePartial(transport, libosHandlers),
};

/** The same handlers over shared memory: only the way to a transport differs. */
async function listenMemory(address: string, serve: (transport: Transport) => void): Promise<void> {
  const listener = listen(address);
  const acceptAll = async (): Promise<void> => {
    for await (const channel of listener) serve(createChannelTransport(channel));
  };
  void acceptAll();
}

const [protocol = '', path, kind = 'socket'] = process.argv.slice(2);
const serve = SERVERS[protocol];
if (serve === undefined || path === undefined || !['socket', 'memory'].includes(kind)) {
  console.error('usage: server.js cluster-rpc|libos-ipc PATH [socket|memory]');
  process.exitCode = 2;
} else {
  await (kind === 'memory' ? listenMemory(path, serve) : listenSocket(path, serve));
  console.log('listening');
}
