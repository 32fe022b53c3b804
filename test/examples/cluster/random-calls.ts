/** Calls as a busy kernel gets them, mostly right and some of them wrong, over all 28 services. The same numbers lead to the same calls. */
import { CallError, Refusal } from 'sluice/runtime/stub';
import {
  clusterOf,
  InodeRecord,
  PAGE_BYTES,
  pointer,
  Records,
  SCRATCH,
  SCRATCH_BYTES,
  Type,
} from '../../../examples/cluster/kernel/index.ts';
import type { ClusterRpcClient } from '../../../generated/cluster-rpc/index.ts';
import type { Draw } from '../../support/draw.ts';
import { OTHER, TESTED, type World } from './world.ts';

const NAMES = [
  'readme',
  'shell',
  'data',
  'bin',
  'ls',
  'a',
  'b',
  'c',
  'd',
  'e',
  'f',
  'g',
  '',
  'x/y',
  'n'.repeat(47),
  'n'.repeat(48),
];
const text = new TextEncoder();

/** What earlier calls have brought to light. */
export class Known {
  readonly #refs = new Map<number, bigint[]>();
  /** Of records that stand in a heap now. */
  #living = new Map<number, bigint[]>();
  readonly #inits: readonly number[] = [(TESTED << 16) | (3 * 256 + 1), (OTHER << 16) | (7 * 256 + 1)];
  readonly #pids: number[] = [...this.#inits];

  add(type: number, ref: bigint): void {
    if (ref === 0n || this.#refs.get(type)?.includes(ref)) return;
    append(this.#refs, type, ref);
  }

  addPid(pid: number): void {
    if (pid !== 0) this.#pids.push(pid);
  }

  /** What records show: who lives, and the mappers of inodes. */
  survey({ memory }: World): void {
    const records = new Records(memory);
    this.#living = new Map();
    for (const cxy of [TESTED, OTHER]) {
      for (const type of [Type.PROCESS, Type.THREAD, Type.INODE, Type.DENTRY, Type.OBJECT]) {
        for (let index = 0; index < 32; index += 1) {
          const view = records.at(cxy, type, index);
          const ref = view?.getBigUint64(0, true) ?? 0n;
          if (ref === 0n) continue;
          this.add(type, ref);
          append(this.#living, type, ref);
          if (type !== Type.INODE) continue;
          const mapper = view?.getBigUint64(InodeRecord.MAPPER, true) ?? 0n;
          this.add(Type.MAPPER, mapper);
          append(this.#living, Type.MAPPER, mapper);
        }
      }
    }
  }

  /** Mostly one that lives in this cluster; now and then a stale, a foreign, or a wrong one. */
  pick(draw: Draw, type: number, cxy: number): bigint {
    if (draw.once(20)) return draw.pick([0n, 1n, 0x1234_0000_5678_1000n, draw.integer(0n, 2n ** 64n - 1n)]);
    if (draw.once(20)) return draw.pick([...this.#refs.values()].flat().concat(0n));
    const local = (this.#living.get(type) ?? this.#refs.get(type)?.slice(-6) ?? []).filter((ref) => clusterOf(ref) === cxy);
    const from = draw.once(10) || local.length === 0 ? (this.#refs.get(type) ?? []) : local;
    return from.length === 0 ? 0n : draw.pick(from);
  }

  /** One that is owned by this cluster, mostly. */
  pid(draw: Draw, cxy: number): number {
    if (draw.once(15)) return draw.int(0, 0xffffffff);
    const from = this.#pids.filter((pid) => pid >>> 16 === cxy);
    return draw.once(5) ? draw.pick(this.#pids) : draw.pick([from[0] as number, ...from.slice(-6)]);
  }

  /** For what ends a process: the first ones live long. */
  mortalPid(draw: Draw, cxy: number): number {
    const pid = this.pid(draw, cxy);
    return this.#inits.includes(pid) && !draw.once(40) ? 0 : pid;
  }
}

function append(to: Map<number, bigint[]>, type: number, ref: bigint): void {
  const refs = to.get(type);
  if (refs === undefined) to.set(type, [ref]);
  else refs.push(ref);
}

/** A call that can be made in any world; it lays down what it points to first. */
export interface Call {
  readonly name: string;
  run(world: World): Promise<unknown>;
  /** What the answer teaches. */
  learn?(answer: Record<string, unknown>): void;
}

export function drawCall(draw: Draw, known: Known): Call {
  // The other kernel works, too, and asks the tested one.
  const here = draw.once(4) ? OTHER : TESTED;
  const there = draw.once(2) ? OTHER : TESTED;
  const pick = (type: number, cxy = here): bigint => known.pick(draw, type, cxy);
  const simple = <K extends keyof ClusterRpcClient>(
    name: K,
    input: Parameters<ClusterRpcClient[K] extends (...args: infer A) => unknown ? (...args: A) => void : never>[0],
    learn?: (answer: Record<string, unknown>) => void,
    lay?: (world: World) => void,
  ): Call => {
    const isOther = here === OTHER;
    return {
      name: `${isOther ? 'other' : 'tested'} ${String(name)} ${show(input)}`,
      ...(learn === undefined ? {} : { learn }),
      async run(world) {
        lay?.(world);
        const callee = (isOther ? world.other.handlers : world.client) as unknown as Readonly<
          Record<string, (input: unknown) => unknown>
        >;
        return callee[name]?.(input);
      },
    };
  };
  const learns =
    (type: number, key: string) =>
    (answer: Record<string, unknown>): void =>
      known.add(type, answer[key] as bigint);
  const lay = (bytes: Uint8Array): { readonly at: bigint; readonly put: (world: World) => void } => {
    const at = pointer(OTHER, 4096 + SCRATCH + draw.int(0, SCRATCH_BYTES - bytes.length));
    // In no heap: members are trusted with pointers, and one into the records of a kernel would overwrite them.
    const wild = draw.once(2) ? draw.integer(BigInt(OTHER + 1) << 32n, 2n ** 64n - 1n) : pointer(OTHER, draw.int(0, 4095));
    return { at: draw.once(20) ? wild : at, put: ({ memory }) => void memory.write(at, bytes) };
  };
  const name = (): ReturnType<typeof lay> => lay(text.encode(`${draw.pick(NAMES)}\0`));
  const small = (max: number): number => (draw.once(16) ? draw.int(0, 0xffffffff) : draw.int(0, max));
  const vpn = (): number => draw.pick([0x400, 0x401, 0x402, 0x800, 0x801, 0x10000, 0x10001, 0x10005, draw.int(0, 0x10080)]);
  const makers: readonly (() => Call)[] = [
    () => simple('pmemGetPages', { order: small(4) }, learns(Type.PAGE, 'page')),
    () => simple('pmemReleasePages', { page: pick(Type.PAGE) }),
    () => {
      const info = new DataView(new ArrayBuffer(64));
      info.setUint32(0, known.pid(draw, here), true);
      info.setBigUint64(8, draw.integer(0n, 2n ** 64n - 1n), true);
      new Uint8Array(info.buffer).set(text.encode(draw.once(2) ? 'data' : draw.pick(NAMES)), 16);
      const { at, put } = lay(new Uint8Array(info.buffer));
      return simple('processMakeExec', { info: at }, undefined, put);
    },
    () =>
      simple(
        'processMakeFork',
        { refProcessXp: pick(Type.PROCESS, there), parentThreadXp: pick(Type.THREAD, there) },
        (answer) => {
          known.add(Type.THREAD, answer['childThreadPtr'] as bigint);
          known.addPid(answer['childPid'] as number);
        },
      ),
    () => simple('processMakeExit', { pid: known.mortalPid(draw, here), status: small(255) }),
    () =>
      simple(
        'processMakeKill',
        draw.once(4)
          ? { pid: known.mortalPid(draw, here), segId: 9 }
          : { pid: known.pid(draw, here), segId: draw.pick([18, 19, 1]) },
      ),
    () => {
      const attr = new Uint8Array(8);
      attr.set([draw.int(0, 3), 0, 0, 0, draw.int(0, 2)]);
      const { at, put } = lay(attr);
      const input = {
        pid: known.pid(draw, there),
        startFunc: BigInt(draw.int(0, 5)),
        startArg: 1n,
        attr: draw.once(3) ? 0n : at,
      };
      return simple('threadUserCreate', input, learns(Type.THREAD, 'threadXp'), put);
    },
    () =>
      simple('threadKernelCreate', { type: small(4), func: BigInt(draw.int(0, 3)), args: 0n }, learns(Type.THREAD, 'threadXp')),
    () => simple('threadKill', { thread: pick(Type.THREAD) }),
    () => {
      const [actionType, process] = [small(2), pick(Type.PROCESS, TESTED)];
      return {
        name: `processSigaction ${show({ actionType, process })}`,
        run: ({ client }) => client.processSigaction({ actionType }, [{ target: TESTED, process }]),
      };
    },
    () => {
      const input = {
        dentryXp: pick(Type.DENTRY, there),
        fsType: small(2),
        inodeType: small(1),
        extend: BigInt(draw.int(0, 70)),
      };
      return simple('vfsInodeCreate', { ...input, attr: 0, rights: 0o644, uid: 1, gid: 2 }, learns(Type.INODE, 'inodeXp'));
    },
    () => simple('vfsInodeDestroy', { inode: pick(Type.INODE) }),
    () => {
      const { at, put } = name();
      return simple(
        'vfsDentryCreate',
        { type: small(2), name: at, parent: pick(Type.INODE) },
        learns(Type.DENTRY, 'dentryXp'),
        put,
      );
    },
    () => simple('vfsDentryDestroy', { dentry: pick(Type.DENTRY) }),
    () => simple('vfsFileCreate', { inode: pick(Type.INODE), fileAttr: small(7) }, learns(Type.FILE, 'fileXp')),
    () => simple('vfsFileDestroy', { file: pick(Type.FILE) }),
    () => {
      const { at, put } = name();
      return simple(
        'vfsInodeLoad',
        { parentInode: pick(Type.INODE), name: at, childInodeXp: pick(Type.INODE, there) },
        undefined,
        put,
      );
    },
    () => simple('vfsMapperLoadAll', { inode: pick(Type.INODE) }),
    () => simple('fatfsGetCluster', { mapper: pick(Type.MAPPER), first: small(9), page: small(3) }),
    () => {
      const vaddr = draw.once(8) ? draw.integer(-(2n ** 63n), 2n ** 63n - 1n) : BigInt(vpn() * PAGE_BYTES + draw.int(0, 4095));
      return simple('vmmGetVseg', { process: pick(Type.PROCESS), vaddr }, learns(Type.VSEG, 'vsegXp'));
    },
    () => simple('vmmGetPte', { process: pick(Type.PROCESS), vpn: vpn(), cow: draw.once(2) }),
    () => simple('kcmAlloc', { kmemType: small(6) }, learns(Type.OBJECT, 'bufXp')),
    () => simple('kcmFree', { buf: pick(Type.OBJECT), kmemType: small(6) }),
    () => {
      const isUser = draw.once(2);
      const { at, put } = lay(draw.bytes(64));
      const user = (BigInt(known.pid(draw, there)) << 32n) | BigInt(vpn() * PAGE_BYTES + draw.int(0, 4095));
      const input = { mapper: pick(Type.MAPPER), toBuffer: draw.once(2), isUser, buffer: isUser ? user : at };
      return simple('mapperMoveBuffer', { ...input, fileOffset: small(9000), size: draw.pick([0, 1, 64, 5000]) }, undefined, put);
    },
    () => simple('mapperGetPage', { mapper: pick(Type.MAPPER), index: small(15) }, learns(Type.PAGE, 'page')),
    () => {
      const fixed = draw.once(2) ? BigInt(draw.int(0x900, 0x9ff) * PAGE_BYTES) : BigInt(draw.int(0, 1 << 30));
      const input = {
        process: pick(Type.PROCESS),
        type: small(5),
        base: fixed,
        size: small(20000),
        fileOffset: draw.pick([0, 0, 4096, 5]),
      };
      const more = { fileSize: draw.pick([0, 1, 100, 5000]), mapperXp: pick(Type.MAPPER, there), vsegCxy: small(15) };
      return simple('vmmCreateVseg', { ...input, ...more }, learns(Type.VSEG, 'vseg'));
    },
    () => simple('schedDisplay', { lid: draw.int(0, 2) }),
    () => simple('vmmSetCow', { process: pick(Type.PROCESS) }),
  ];
  return draw.pick(makers)();
}

/** What came of a call: the answer, or the error that a client sees. */
export async function outcomeOf(call: Promise<unknown>): Promise<{ readonly answer: unknown; readonly text: string }> {
  try {
    const answer = await call;
    return { answer, text: show(answer) };
  } catch (error) {
    if (error instanceof AggregateError) return outcomeOf(Promise.reject(error.errors[0]));
    if (error instanceof CallError || error instanceof Refusal) {
      return { answer: null, text: `${error.name} ${(error as CallError).code} ${error.errno}` };
    }
    throw error;
  }
}

export function show(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `0x${each.toString(16)}` : each)) ?? 'nothing';
}
