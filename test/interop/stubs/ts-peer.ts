/**
 * The twin of c-peer.c in TypeScript: `ts-peer.js serve|serve-ipc ADDRESS` has the same handlers, and prints the same lines, until SIGTERM.
 */
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChannelTransport, listen } from 'sluice/runtime';
import { listenSocket, Refusal, type Server, type Transport } from 'sluice/runtime/stub';
import * as cluster from '../../../generated/cluster-rpc/index.ts';
import * as libos from '../../../generated/libos-ipc/base/index.ts';

const {
  E2BIG,
  EFAULT,
  EHOSTDOWN = 112,
  EIDRM = 43,
  EINVAL,
  ENOENT,
  ENOMEM,
  EPERM,
  ESRCH,
} = os.constants.errno as Record<string, number> & typeof os.constants.errno;

const FIRST_PAGE = 0x100000n;
let nextPage = FIRST_PAGE;

/** Handlers of one connection: one of them asks the caller back. */
function rpcHandlers(transport: Transport): Partial<cluster.ClusterRpcHandlers> {
  return {
    pmemGetPages({ order }) {
      if (order > 20) throw new Refusal(ENOMEM);
      const page = nextPage;
      nextPage += 4096n << BigInt(order);
      return { page };
    },
    pmemReleasePages({ page }) {
      if (page < FIRST_PAGE || page >= nextPage) throw new Refusal(EINVAL);
    },
    async processMakeExit({ status }, { signal }) {
      await sleep(status, undefined, { signal });
    },
    processMakeKill({ pid }) {
      if (pid === 0) throw new Refusal(ESRCH);
    },
    processMakeFork: ({ refProcessXp, parentThreadXp }) => ({
      childPid: Number(BigInt.asUintN(32, refProcessXp)) + 1,
      childThreadPtr: parentThreadXp + 0x1000n,
      error: 0,
    }),
    async kcmAlloc({ kmemType }) {
      if (kmemType !== 0xcafe) return { bufXp: 0x200000000n + BigInt(kmemType) };
      try {
        return { bufXp: (await new cluster.ClusterRpcClient(transport).pmemGetPages({ order: 3 })).page };
      } catch {
        throw new Refusal(EHOSTDOWN);
      }
    },
    processSigaction({ process }, { target }) {
      if (process === 0xdead0000n + BigInt(target)) throw new Refusal(EPERM);
    },
    vfsInodeCreate: ({ dentryXp, fsType, inodeType, extend, attr, rights, uid, gid }) => ({
      inodeXp: dentryXp + extend + BigInt(fsType + inodeType + attr + rights + uid + gid),
      error: -5,
    }),
    vmmGetPte: ({ process, vpn, cow }) => ({
      attr: cow ? 0x8000000f : 0x80000007,
      ppn: (vpn ^ Number(BigInt.asUintN(32, process))) >>> 0,
      error: vpn === 0 ? EFAULT : 0,
    }),
    vmmGetVseg: ({ vaddr }) => ({ vsegXp: vaddr < 0n ? 0n : vaddr, error: vaddr < 0n ? -ENOENT : 0 }),
  };
}

const ipcHandlers: Partial<libos.LibosIpcHandlers> = {
  finduri: () => ({ uri: 'pipe:4711' }),
  pidGetstatus({ pids }) {
    if (pids.length > 16) throw new Refusal(E2BIG);
    return { status: pids.map((pid) => ({ pid, tgid: pid, pgid: 1 })) };
  },
  pidKill({ id }) {
    if (id === 0) throw new Refusal(ESRCH);
    return { retval: 0 };
  },
  pidNop: (input) => input,
  sysvMsgrcv({ msgid, msgtype }) {
    switch (msgid) {
      case 1:
        return { code: 37, body: { msgid, msgtype, msg: new TextEncoder().encode('a message that is long enough') } };
      case 2:
        return { code: 36, body: { resid: msgid, type: 0 as libos.SysvType, owner: 77, lease: 0n, uri: 'pipe:77' } };
      case 3:
        return { code: 0, body: { retval: 5 } };
      default:
        throw new Refusal(ENOENT);
    }
  },
  sysvMsgsnd({ msgid }) {
    if (msgid === 9) throw new Refusal(EIDRM);
  },
};

const SERVERS: Readonly<Record<string, (transport: Transport) => Server>> = {
  serve: (transport) => cluster.servePartial(transport, rpcHandlers(transport)),
  'serve-ipc': (transport) => libos.servePartial(transport, ipcHandlers),
};

const [command = '', path = ''] = process.argv.slice(2);
const serve = SERVERS[command];
if (serve === undefined) {
  console.error('usage: ts-peer.js serve|serve-ipc PATH');
  process.exit(2);
}
process.on('SIGTERM', () => process.exit(0));
const accept = async (transport: Transport): Promise<void> => {
  const server = serve(transport);
  await server.closed;
  console.log(JSON.stringify({ ended: 'ok', ...server.counters }));
};
if (path.startsWith('memory:')) {
  const listener = listen(path.slice('memory:'.length));
  void (async () => {
    for await (const channel of listener) void accept(createChannelTransport(channel));
  })();
} else {
  await listenSocket(path, accept);
}
console.log(JSON.stringify({ listening: path }));
