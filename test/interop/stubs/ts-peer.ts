/**
 * The twin of c-peer.c in TypeScript: `ts-peer.js serve|serve-ipc ADDRESS` has the same handlers, and prints the same lines, until SIGTERM.
 * `serve-every` has those of every-rpc.ts. With a number of threads, member 7 of a cluster serves by as many.
 */
import os from 'node:os';
import { createChannelTransport, listen, servePool } from 'sluice/runtime';
import { listenSocket, Refusal, type Server, type Transport } from 'sluice/runtime/stub';
import * as libos from '../../../generated/libos-ipc/base/index.ts';
import { clusterFolder, joinAs } from './members.ts';
import serveRpcs, { newPages } from './ts-server.ts';

const { E2BIG, EIDRM = 43, ENOENT, ESRCH } = os.constants.errno as Record<string, number> & typeof os.constants.errno;

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

const [command = '', address = '', threadsText = '0'] = process.argv.slice(2);
const threads = Number(threadsText);
const pages = newPages();

function startServer(transport: Transport): Server | Promise<Server> {
  return command === 'serve-ipc' ? libos.servePartial(transport, ipcHandlers) : serveRpcs(transport, { command, pages });
}

/** A member with threads, each of which serves. */
async function startPool(transport: Transport): Promise<void> {
  await servePool(transport, new URL('./ts-server.js', import.meta.url), { threads, data: { command, pages } });
}

async function serve(address: string): Promise<void> {
  process.on('SIGTERM', () => process.exit(0));
  // Before anybody is told that there is a server: it takes its time.
  if (command === 'serve-every') await import('./every-rpc.ts');
  const accept = async (transport: Transport): Promise<void> => {
    const server = await startServer(transport);
    await server.closed;
    console.log(JSON.stringify({ ended: 'ok', ...server.counters }));
  };
  const folder = clusterFolder(address);
  if (folder !== null) {
    for (const cxy of [1, 2, 3, 7]) {
      const { transport } = await joinAs(folder, cxy);
      if (threads > 0 && cxy === 7) await startPool(transport);
      else void accept(transport);
    }
  } else if (address.startsWith('memory:')) {
    const listener = listen(address.slice('memory:'.length));
    void (async () => {
      for await (const channel of listener) void accept(createChannelTransport(channel));
    })();
  } else {
    await listenSocket(address, accept);
  }
  console.log(JSON.stringify({ listening: address }));
}

const commands = ['serve', 'serve-every', 'serve-ipc'];
if (commands.includes(command)) await serve(address);
else {
  console.error('usage: ts-peer.js serve|serve-ipc|serve-every ADDRESS [THREADS]');
  process.exit(2);
}
