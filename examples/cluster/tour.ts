/** Every service once, and what comes of it. tour.c is its twin. */
import { EXEC_INFO, PAGE_BYTES, pointer, Signal, VsegType } from './kernel/index.ts';
import type { Session } from './session.ts';

type Print = (line: string) => void;

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

function must(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`it is not so that ${what}`);
}

/** RPC 0, 1, 7, 8, 22, 23 and 27, in each kernel. */
async function showPages({ client }: Session, print: Print): Promise<void> {
  for (const target of [0, 1, 2, 3]) {
    const { page } = await client.pmemGetPages({ order: 2 }, { target });
    const { bufXp } = await client.kcmAlloc({ kmemType: 1 }, { target });
    const { threadXp } = await client.threadKernelCreate({ type: 2, func: 0x1000n, args: 0n }, { target });
    must(page !== 0n && bufXp !== 0n && threadXp !== 0n, 'there are pages, objects and threads');
    await client.schedDisplay({ lid: 0 }, { target });
    await client.threadKill({ thread: threadXp }, { target });
    await client.kcmFree({ buf: bufXp, kmemType: 1 }, { target });
    await client.pmemReleasePages({ page }, { target });
    const again = await client.pmemReleasePages({ page }, { target }).catch((error: { readonly errno: number }) => error.errno);
    must(again === 116, 'a page that is gone is stale (ESTALE)');
  }
  print('pages, kernel objects and kernel threads: four of each, and given back; a stale page is refused with 116');
}

/** RPC 10 to 18, 24 and 25: a file whose entry, inode and reader are in three clusters. */
async function showFiles(session: Session, print: Print): Promise<void> {
  const { client, joined } = session;
  const name = session.layName('readme');
  const root = session.inode(0);
  const { dentryXp } = await client.vfsDentryCreate({ type: 0, name, parent: root }, { target: 0 });
  const attributes = { fsType: 0, inodeType: 0, extend: 0n, attr: 0, rights: 0o644, uid: 1, gid: 1 };
  const { inodeXp } = await client.vfsInodeCreate({ dentryXp, ...attributes }, { target: 1 });
  await client.vfsInodeLoad({ parentInode: root, name, childInodeXp: inodeXp }, { target: 0 });
  await client.vfsMapperLoadAll({ inode: inodeXp }, { target: 1 });
  const table = session.mapperOf(session.inode(1, 1));
  const { cluster } = await client.fatfsGetCluster({ mapper: table, first: 2, page: 1 }, { target: 1 });
  const { fileXp } = await client.vfsFileCreate({ inode: inodeXp, fileAttr: 0 }, { target: 1 });
  const mapper = session.mapperOf(inodeXp);
  const buffer = session.place(0);
  const move = { mapper, toBuffer: true, isUser: false, fileOffset: 0, buffer, size: 5000 };
  const { error } = await client.mapperMoveBuffer(move, { target: 1 });
  const bytes = joined.memory.read(buffer, 5000);
  must(error === 0 && bytes?.[4999] === ((3 * 31 + 903 * 7) & 0xff), 'the file is read');
  must((await client.mapperGetPage({ mapper, index: 0 }, { target: 1 })).page !== 0n, 'the page is there');
  await client.vfsFileDestroy({ file: fileXp }, { target: 1 });
  await client.vfsInodeDestroy({ inode: inodeXp }, { target: 1 });
  await client.vfsDentryDestroy({ dentry: dentryXp }, { target: 0 });
  print(
    `files: an entry in 0 leads to an inode in 1; 5000 bytes came into ${joined.member.cxy}, its page 1 lies in FAT cluster ${cluster}`,
  );
}

/** RPC 2 to 6 and 9: a process, its children in other clusters, and its threads everywhere. */
async function showProcesses(session: Session, print: Print): Promise<void> {
  const { client } = session;
  const init = session.process(1);
  const { threadXp } = await client.threadUserCreate(
    { pid: init.pid, startFunc: 0x400000n, startArg: 0n, attr: 0n },
    { target: 1 },
  );
  const fork = { refProcessXp: init.ref, parentThreadXp: threadXp };
  const children = [await client.processMakeFork(fork, { target: 2 }), await client.processMakeFork(fork, { target: 3 })];
  print(
    `processes: ${hex(init.pid)} of 1 has the children ${children.map(({ childPid }) => hex(childPid)).join(' in 2, ')} in 3`,
  );
  const pid = children[0]?.childPid ?? 0;
  for (const target of [0, 1, 3]) {
    const { error } = await client.threadUserCreate({ pid, startFunc: 0x400000n, startArg: 1n, attr: 0n }, { target });
    must(error === 0, 'a thread runs in another cluster');
  }
  await client.processMakeKill({ pid, segId: Signal.STOP }, { target: 2 });
  await client.processMakeKill({ pid, segId: Signal.CONT }, { target: 2 });
  const inits = [0, 1, 2, 3].map((target) => ({ target, process: session.process(target).ref }));
  for (const actionType of [0, 1]) await client.processSigaction({ actionType }, inits);
  print(`signals: ${hex(pid)} was stopped and continued in 2, and by RPC 9 in 0, 1 and 3`);
  const info = new DataView(new ArrayBuffer(EXEC_INFO.BYTES));
  info.setUint32(EXEC_INFO.PID, pid, true);
  info.setBigUint64(EXEC_INFO.ENTRY, 0x400000n, true);
  new TextEncoder().encodeInto('data', new Uint8Array(info.buffer, EXEC_INFO.PATH));
  const { error } = await client.processMakeExec({ info: session.lay(new Uint8Array(info.buffer)) }, { target: 2 });
  must(error === 0, 'it runs another program');
  for (const { childPid } of children) await client.processMakeExit({ pid: childPid, status: 7 }, { target: childPid >>> 16 });
  print('both ran to their end, and their copies are gone');
}

/** RPC 20, 21, 24, 26 and 28: pages that are shared until one of two writes. */
async function showMemory(session: Session, print: Print): Promise<void> {
  const { client } = session;
  for (const target of [0, 1]) {
    const { ref: process, pid } = session.process(target);
    const wanted = {
      process,
      type: VsegType.ANON,
      base: 0n,
      size: 2 * PAGE_BYTES,
      fileOffset: 0,
      fileSize: 0,
      mapperXp: 0n,
      vsegCxy: target,
    };
    const { vseg } = await client.vmmCreateVseg(wanted, { target });
    const vpn = session.newestVpn(process);
    const found = await client.vmmGetVseg({ process, vaddr: BigInt(vpn * PAGE_BYTES) }, { target });
    must(vseg !== 0n && found.vsegXp === vseg, 'the segment is found by its address');
    const before = await client.vmmGetPte({ process, vpn, cow: false }, { target });
    await client.vmmSetCow({ process }, { target });
    const text = session.lay(new TextEncoder().encode('shared until written'));
    const file = session.mapperOf(session.inode(target, 2));
    const write = { mapper: file, toBuffer: false, isUser: false, fileOffset: 0, buffer: text, size: 20 };
    must((await client.mapperMoveBuffer(write, { target })).error === 0, 'the file is written');
    const user = { mapper: file, toBuffer: true, isUser: true, fileOffset: 0, buffer: pointer(pid, vpn * PAGE_BYTES), size: 20 };
    must((await client.mapperMoveBuffer(user, { target })).error === 0, 'the process has read it');
    const after = await client.vmmGetPte({ process, vpn, cow: true }, { target });
    must(before.error === 0 && after.error === 0 && (after.attr & 2) !== 0, 'the page can be written');
  }
  print('memory: segments, page tables and copies on write, in 0 and 1');
}

/** All of it; `print` takes each line. @throws Error for an answer that is not right */
export async function tour(session: Session, print: Print): Promise<void> {
  await showPages(session, print);
  await showFiles(session, print);
  await showProcesses(session, print);
  await showMemory(session, print);
}
