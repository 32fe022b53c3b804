/** Serving a member by several threads, or by a module on the event loop. */
import { ClusterError } from '../errors.ts';
import { linkOf, type RequestHandler } from '../stub/link.ts';
import type { Transport } from '../stub/transport.ts';
import { ClusterTransport } from './cluster-transport.ts';
import { Member } from './member.ts';
import { MemberPort } from './member-port.ts';
import { callsOf } from './open-calls.ts';
import { importMaker, moduleUrl, type ServerMaker, type ServiceMaker } from './pool-module.ts';
import { PoolThreads, type ThreadEnd } from './pool-threads.ts';

export interface PoolOptions {
  /** Threads, each of which needs a waiter of the member; 0, the default, serves on this thread's event loop. */
  readonly threads?: number;
  /** What the module gets. */
  readonly data?: unknown;
  /** Requests of one turn of an event loop, for services; 8 by default. Stubs have their `ServeOptions`. */
  readonly budget?: number;
  /** A thread has ended by itself. By default that is a warning of the process. */
  onThreadEnd?(end: ThreadEnd): void;
}

export interface ServicePool {
  /** Threads that serve, or are about to take the place of one that has ended; 0 on the event loop, and when none could be replaced. */
  readonly threads: number;
  /**
   * New calls are told STOPPING; resolves once all handlers have answered, and the threads have ended. After `timeoutMs` the signals of those that run
   * abort, and what is blocked even so is cut off a second later. Of stubs, it closes the transport.
   */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/**
 * Serves by a module that each thread imports. A handler that computes, or blocks, holds up no other request as long as a thread is idle; one that
 * waits for an answer by a blocking call serves others meanwhile, so that nested calls end at any number of threads. A thread that ends by itself is
 * replaced; its calls end with `SLUICE_ERR_PEER_DIED`.
 *
 * @param to - the end of the thread that has joined: a transport, and the module's default export is a {@link ServerMaker}, which calls the
 * generated `serve`; or the member itself, and it is a {@link ServiceMaker}. Without threads, any transport will do
 * @param module - a URL, or a path from the working directory
 * @throws ClusterError `SLUICE_ERR_OPTION` for a number of threads that the member has no waiters for, for threads on a transport without a member,
 * and for a module without a default function; `SLUICE_ERR_THREAD` on a thread that was attached; `SLUICE_ERR_BUSY` when waiters are in use by others;
 * CallError `SLUICE_ERR_PROTOCOL` for a transport that is served already; and what the module throws
 */
export async function servePool(to: Transport | Member, module: URL | string, options: PoolOptions = {}): Promise<ServicePool> {
  const { threads = 0 } = options;
  if (to instanceof Member) {
    judgeThreads(threads, to);
    return threads === 0 ? serveCalls(to, module, options) : poolCalls(to, module, threads, options);
  }
  if (threads === 0) return serveTransport(to, module, options);
  if (!(to instanceof ClusterTransport && to.port instanceof MemberPort)) {
    throw new ClusterError(
      'SLUICE_ERR_OPTION',
      `only members of a cluster are served by threads: threads=${threads} peer=${to.peer}`,
    );
  }
  judgeThreads(threads, to.port.member);
  return poolTransport(to, to.port, module, threads, options);
}

function judgeThreads(threads: number, { waiter, native }: Member): void {
  const most = native.self.parts.waiterCount - 1;
  if (!(Number.isInteger(threads) && threads >= 0 && threads <= most)) {
    const text = `threads must be 0..${most}, as many as there are other waiters: threads=${threads}`;
    throw new ClusterError('SLUICE_ERR_OPTION', text);
  }
  if (waiter !== 0) throw new ClusterError('SLUICE_ERR_THREAD', `the thread that has joined serves: waiter=${waiter}`);
}

async function serveCalls(member: Member, module: URL | string, { budget, data }: PoolOptions): Promise<ServicePool> {
  const calls = callsOf(member);
  const make = await importMaker<ServiceMaker>(moduleUrl(module));
  calls.serve(await make(calls, data), budget === undefined ? {} : { budget });
  return { threads: 0, stop: (limits) => calls.stopServing(limits) };
}

async function serveTransport(transport: Transport, module: URL | string, { data }: PoolOptions): Promise<ServicePool> {
  const make = await importMaker<ServerMaker>(moduleUrl(module));
  const server = await make(transport, data);
  return { threads: 0, stop: (limits) => server.stop(limits) };
}

async function poolCalls(member: Member, module: URL | string, threads: number, options: PoolOptions): Promise<ServicePool> {
  const calls = callsOf(member);
  const { budget, data } = options;
  const task = { ticket: member.ticket(), module: moduleUrl(module), kind: { budget }, data };
  const pool = new PoolThreads(task, threads, {
    port: new MemberPort(member),
    onThreadEnd: (end) => tell(options, end),
    onEmpty: () => calls.lend(false),
  });
  await pool.start(threads);
  calls.lend(true);
  await pool.begin();
  member.once('end', () => void pool.end());
  return handleOf(pool, async () => {
    // From here on this thread tells the callers.
    await calls.stopServing();
    calls.lend(false);
  });
}

async function poolTransport(
  transport: ClusterTransport,
  port: MemberPort,
  module: URL | string,
  threads: number,
  options: PoolOptions,
): Promise<ServicePool> {
  const link = linkOf(transport);
  const { data } = options;
  const kind = { fingerprints: transport.fingerprints };
  const task = { ticket: port.member.ticket(), module: moduleUrl(module), kind, data };
  const pool = new PoolThreads(task, threads, {
    port,
    onThreadEnd: (end) => tell(options, end),
    onEmpty: () => takeBack(),
  });
  const served = lent(() => void pool.end().then(takeBack));
  const takeBack = (): void => {
    link.detach(served);
    transport.borrow(transport.ownInbox);
    if (!transport.isOpen && !port.member.hasLeft) transport.refuse();
  };
  link.attach(served);
  try {
    await pool.start(threads);
    if (link.closed !== null) throw link.closed;
  } catch (error) {
    link.detach(served);
    await pool.end();
    throw error;
  }
  transport.borrow(null);
  await pool.begin();
  return handleOf(pool, async () => {
    takeBack();
    transport.close();
    await new Promise<void>((resolve) => link.whenClosed(() => resolve()));
  });
}

/** In place of a server on the thread that lends its requests: takes none, says that there is one, and hears of the end. */
function lent(onClose: () => void): RequestHandler {
  return {
    room: 0,
    isIdle: false,
    onRequest() {},
    onDirectCall() {},
    onCancel() {},
    onClose,
  };
}

function handleOf(pool: PoolThreads, finish: () => Promise<void>): ServicePool {
  let stopped: Promise<void> | null = null;
  return {
    get threads() {
      return pool.count;
    },
    stop({ timeoutMs = Number.POSITIVE_INFINITY } = {}) {
      stopped ??= pool.stop(timeoutMs).then(finish);
      return stopped;
    },
  };
}

function tell({ onThreadEnd }: PoolOptions, end: ThreadEnd): void {
  if (onThreadEnd !== undefined) return onThreadEnd(end);
  const { error, exitCode, calls, isReplaced } = end;
  const text = `a thread of a pool has ended: exit=${exitCode} calls=${calls} isReplaced=${isReplaced}`;
  process.emitWarning(text, { code: 'SLUICE_ERR_STATE', ...(error?.stack === undefined ? {} : { detail: error.stack }) });
}
