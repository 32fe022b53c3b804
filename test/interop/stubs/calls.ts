/** The calls of `c-peer call`, with the same lines. */
import { CallError, type Transport } from 'sluice/runtime/stub';
import { ClusterRpcClient, servePartial } from '../../../generated/cluster-rpc/index.ts';

/** Fields of an answer by their names in C, in the order of its line. */
type Fields = Readonly<Record<string, number | bigint | string>>;

/** Adds a line that says how a call has ended. */
export async function show<T>(
  lines: string[],
  name: string,
  call: Promise<T>,
  fields: (answer: T) => Fields = () => ({}),
): Promise<void> {
  const line: Record<string, unknown> = { call: name, status: 'OK' };
  try {
    for (const [field, value] of Object.entries(fields(await call)))
      line[field] = typeof value === 'bigint' ? Number(value) : value;
  } catch (error) {
    // A multicast fails with one error per target that did.
    const reason = error instanceof AggregateError ? error.errors[0] : error;
    if (!(reason instanceof CallError)) throw error;
    Object.assign(line, { status: reason.code, errno: reason.errno ?? 0, started: reason.started });
  }
  lines.push(JSON.stringify(line));
}

export async function callAll(transport: Transport): Promise<string[]> {
  const lines: string[] = [];
  const client = new ClusterRpcClient(transport, { target: 7, timeoutMs: 5000 });
  const to = (two: bigint) => [10n, two, 30n].map((process, index) => ({ target: index + 1, process }));
  const pages = (order: number): Promise<void> =>
    show(lines, 'RPC_PMEM_GET_PAGES', client.pmemGetPages({ order }), ({ page }) => ({ page }));
  await pages(2);
  await pages(40);
  await show(lines, 'RPC_PMEM_RELEASE_PAGES', client.pmemReleasePages({ page: 0x100000n }));
  await show(
    lines,
    'RPC_VMM_GET_PTE',
    client.vmmGetPte({ process: 0xff00n, vpn: 0x1234, cow: true }),
    ({ attr, ppn, error }) => ({
      ...{ attr, ppn, error },
    }),
  );
  await show(lines, 'RPC_VMM_GET_VSEG', client.vmmGetVseg({ process: 1n, vaddr: -4096n }), ({ vsegXp, error }) => ({
    ...{ vseg_xp: vsegXp, error },
  }));
  const inode = { dentryXp: 1n, fsType: 2, inodeType: 3, extend: 4n, attr: 5, rights: 6, uid: 7, gid: 8 };
  await show(lines, 'RPC_VFS_INODE_CREATE', client.vfsInodeCreate(inode), ({ inodeXp, error }) => ({ inode_xp: inodeXp, error }));
  const fork = client.processMakeFork({ refProcessXp: 41n, parentThreadXp: 0x9000n });
  await show(lines, 'RPC_PROCESS_MAKE_FORK', fork, ({ childPid, childThreadPtr }) => ({
    ...{ child_pid: childPid, child_thread_ptr: childThreadPtr },
  }));
  await show(lines, 'RPC_PROCESS_SIGACTION', client.processSigaction({ actionType: 1 }, to(20n)));
  await show(lines, 'RPC_PROCESS_SIGACTION', client.processSigaction({ actionType: 1 }, to(0xdead0002n)));
  await show(lines, 'RPC_SCHED_DISPLAY', client.schedDisplay({ lid: 0 }));
  // The server asks back while it works on this one.
  servePartial(transport, { pmemGetPages: () => ({ page: 0x100000n }) });
  await show(lines, 'RPC_KCM_ALLOC', client.kcmAlloc({ kmemType: 0xcafe }), ({ bufXp }) => ({ buf_xp: bufXp }));
  await show(lines, 'RPC_PROCESS_MAKE_EXIT', client.processMakeExit({ pid: 1, status: 2000 }, { timeoutMs: 30 }));
  await pages(0);
  return lines;
}
