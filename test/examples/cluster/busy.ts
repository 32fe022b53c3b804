/** A member that asks all kernels at once for all kinds of things, some of them wrong, and learns from what it sees in their heaps. */
import { CallError } from 'sluice/runtime/stub';
import { PAGE_BYTES, pointer, Type } from '../../../examples/cluster/kernel/index.ts';
import type { Session } from '../../../examples/cluster/session.ts';

/** Ways in which a call may end while members come and go. */
const ENDS: ReadonlySet<string> = new Set([
  'SLUICE_ERR_REFUSED',
  'SLUICE_ERR_PEER_DIED',
  'SLUICE_ERR_NO_MEMBER',
  'SLUICE_ERR_BUSY',
  'SLUICE_ERR_DEADLINE',
]);
const COUNTS = { [Type.PROCESS]: 32, [Type.THREAD]: 48, [Type.INODE]: 32, [Type.DENTRY]: 48, [Type.OBJECT]: 32 } as const;

export class Busy {
  readonly ended: Map<string, number> = new Map();
  readonly #session: Session;
  readonly #targets: readonly number[];
  readonly #random: () => number;
  readonly #pages: bigint[] = [];
  readonly #files: bigint[] = [];

  /** @param random - 0 to 1, as Math.random */
  constructor(session: Session, targets: readonly number[], random: () => number) {
    this.#session = session;
    this.#targets = targets;
    this.#random = random;
  }

  /** Asks until it is told to stop, so many things at once. Resolves once every call has ended. @throws Error for an end that must not be */
  async run(width: number, isOver: () => boolean): Promise<void> {
    const one = async (): Promise<void> => {
      while (!isOver()) await this.#ask();
    };
    await Promise.all(Array.from({ length: width }, one));
  }

  async #ask(): Promise<void> {
    let end = 'answered';
    try {
      await this.#draw();
    } catch (error) {
      const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
      if (!(first instanceof CallError) || !ENDS.has(first.code)) throw error;
      end = first.code;
    }
    this.ended.set(end, (this.ended.get(end) ?? 0) + 1);
  }

  #int(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#int(from.length)] as T;
  }

  /** Something of this kind that lives in a kernel, or 0. */
  #object(cxy: number, type: keyof typeof COUNTS): bigint {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const ref = this.#session.records.at(cxy, type, this.#int(COUNTS[type]))?.getBigUint64(0, true) ?? 0n;
      if (ref !== 0n) return ref;
    }
    return 0n;
  }

  #directory(cxy: number): bigint {
    return this.#int(4) === 0 ? this.#object(cxy, Type.INODE) : this.#session.inode(cxy);
  }

  #pid(cxy: number): number {
    return this.#session.process(cxy, this.#int(6)).pid;
  }

  #draw(): Promise<unknown> {
    const session = this.#session;
    const { client } = session;
    const [target, other] = [this.#pick(this.#targets), this.#pick(this.#targets)];
    const to = { target };
    const process = (cxy = target): bigint => this.#object(cxy, Type.PROCESS);
    const mapper = (cxy: number): bigint => session.mapperOf(this.#object(cxy, Type.INODE));
    const name = (): bigint => session.layName(this.#pick(['readme', 'shell', 'data', 'a', 'b', 'c', 'd', 'e', 'f']));
    const vpn = this.#pick([0x400, 0x401, 0x800, 0x801, 0x10000, 0x10001, 0x10005]);
    const inode = { fsType: this.#int(2), extend: 2n, attr: 0, rights: 0, uid: 0, gid: 0 };
    switch (this.#int(24)) {
      case 0:
        return client.pmemGetPages({ order: this.#int(3) }, to).then(({ page }) => this.#pages.push(page));
      case 1:
      case 2:
        return client.pmemReleasePages({ page: this.#pages.splice(this.#int(this.#pages.length), 1)[0] ?? 0n }, to);
      case 3: {
        const parent = this.#object(other, Type.PROCESS);
        return client.processMakeFork({ refProcessXp: parent, parentThreadXp: this.#object(other, Type.THREAD) }, to);
      }
      case 4:
        return client.processMakeExit({ pid: session.process(target, 1 + this.#int(8)).pid, status: 1 }, to);
      case 5:
        return client.processMakeKill({ pid: this.#pid(target), segId: this.#pick([18, 19]) }, to);
      case 6:
      case 7:
        return client.threadUserCreate({ pid: this.#pid(other), startFunc: 1n, startArg: 0n, attr: 0n }, to);
      case 8:
      case 9:
        return client.threadKill({ thread: this.#object(target, Type.THREAD) }, to);
      case 10: {
        const targets = this.#targets.map((each) => ({ target: each, process: process(each) }));
        return client.processSigaction({ actionType: this.#int(2) }, targets);
      }
      case 11:
      case 12:
        return client.vfsDentryCreate({ type: 0, name: name(), parent: this.#directory(target) }, to);
      case 13:
        return client.vfsDentryDestroy({ dentry: this.#object(target, Type.DENTRY) }, to);
      case 14:
      case 15:
        return client.vfsInodeCreate({ dentryXp: this.#object(other, Type.DENTRY), inodeType: this.#int(2), ...inode }, to);
      case 16:
        return client.vfsInodeDestroy({ inode: this.#object(target, Type.INODE) }, to);
      case 17:
        return client
          .vfsFileCreate({ inode: this.#object(target, Type.INODE), fileAttr: 0 }, to)
          .then(({ fileXp }) => this.#files.push(fileXp));
      case 18:
        return client.vfsFileDestroy({ file: this.#files.splice(this.#int(this.#files.length), 1)[0] ?? 0n }, to);
      case 19: {
        const child = this.#object(other, Type.INODE);
        return client.vfsInodeLoad({ parentInode: session.inode(target), name: name(), childInodeXp: child }, to);
      }
      case 20:
        return client.vmmGetPte({ process: process(), vpn, cow: this.#int(2) === 0 }, to);
      case 21: {
        const from = {
          type: this.#int(6),
          base: BigInt((0x900 + this.#int(99)) * PAGE_BYTES),
          size: 5000,
          fileOffset: 0,
          fileSize: 4000,
        };
        return client.vmmCreateVseg({ process: process(), ...from, mapperXp: mapper(other), vsegCxy: 0 }, to);
      }
      case 22: {
        const buffer = pointer(this.#pid(other), vpn * PAGE_BYTES + 100);
        const move = { mapper: mapper(target), toBuffer: this.#int(2) === 0, isUser: true, fileOffset: 0, buffer, size: 5000 };
        return client.mapperMoveBuffer(move, to);
      }
      default:
        return client.vmmSetCow({ process: process() }, to);
    }
  }
}
