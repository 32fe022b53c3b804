/**
 * Each call of the operating system that the addon makes fails once, in each way that it can: `node-faults.js PLAN SCENARIO [FUNCTION]`, with
 * `interpose.c` as LD_PRELOAD. The twin of faults.c; says nothing when all is well.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { CTRUNC, CTRUNC_ONE, EVERY_OTHER, type Fault, FaultPlan, OF_ADDON, OF_ALL, SATURATED, SHORT } from './fault-plan.ts';
import { type Outcome, SCENARIOS, type Scenario } from './node-scenarios.ts';

const { EACCES, EADDRINUSE, EAGAIN, EBUSY, ECONNABORTED, EFBIG, EINTR, EINVAL, EIO, EMFILE } = constants.errno;
const { ENFILE, ENOBUFS, ENOENT, ENOLCK, ENOMEM, ENOSPC, ENOSYS, EOPNOTSUPP } = constants.errno;

/** As in faults.c. */
const WAYS: Readonly<Record<string, readonly number[]>> = {
  socket: [EMFILE, ENFILE, ENOMEM],
  bind: [EACCES, ENOMEM],
  listen: [EADDRINUSE],
  connect: [EINTR, EAGAIN, EACCES, ENOMEM],
  accept4: [EINTR, EAGAIN, ECONNABORTED, EMFILE, ENFILE, ENOMEM],
  getsockopt: [ENOMEM],
  epoll_create1: [EMFILE, ENOMEM],
  epoll_ctl: [ENOMEM, ENOSPC],
  epoll_wait: [EINTR],
  poll: [EINTR, ENOMEM],
  ppoll: [EINTR, ENOMEM],
  eventfd: [EMFILE, ENFILE, SATURATED],
  memfd_create: [EINVAL, EMFILE, ENOMEM],
  ftruncate: [EINTR, ENOSPC, EFBIG],
  fallocate: [EINTR, ENOSPC, ENOMEM],
  mmap: [ENOMEM],
  madvise: [ENOMEM],
  fcntl: [EMFILE, EBUSY],
  getrandom: [EINTR, ENOSYS],
  readlink: [ENOMEM, ENOENT],
  fstat: [ENOMEM],
  lstat: [ENOMEM],
  fstatfs: [EINTR, ENOMEM],
  open: [EINTR, EMFILE, ENOSPC],
  flock: [EINTR, ENOLCK],
  mkdir: [EACCES],
  chmod: [EIO],
  fchmod: [EIO],
  sendmsg: [EINTR, EAGAIN, ENOBUFS, SHORT],
  recvmsg: [EINTR, EAGAIN, ENOMEM, SHORT, CTRUNC, CTRUNC_ONE],
  recv: [EINTR, EAGAIN, ENOMEM, SHORT],
  read: [EINTR, EAGAIN],
  write: [EINTR],
  syscall: [EAGAIN, ENOSYS],
  preadv2: [EINTR, EAGAIN, EOPNOTSUPP],
  sched_getaffinity: [ENOSYS],
  malloc: [ENOMEM],
  calloc: [ENOMEM],
};
/** What libuv calls for everybody, interrupted at every other time. */
const OF_LIBUV = ['epoll_wait', 'epoll_pwait', 'read', 'write', 'recvmsg', 'sendmsg', 'accept4', 'poll', 'ppoll'];
const UNNOTICED: readonly number[] = [EINTR, EAGAIN, ECONNABORTED, SHORT, SATURATED];
const HONEST = ['PEER_CLOSED', 'PEER_DIED', 'BUSY', 'NOT_LISTENING', 'CANCELLED'].map((name) => `SLUICE_ERR_${name}`);
const MOST_CALLS = 500;
const JUMPS = [3600, -3600];

const [planFile = '', scenarioName = '', only] = process.argv.slice(2);
const scenario = SCENARIOS[scenarioName] as Scenario;
const plan = new FaultPlan(planFile);
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-faults-'));
const address = path.join(folder, 'made', 'socket');

/** Nothing that the runtime does may end the process, or go past its callers. */
let stray: unknown = null;
process.on('uncaughtException', (error) => {
  stray = error;
});

interface Left {
  readonly descriptors: number;
  readonly segments: number;
  readonly files: number;
}

function lookAround(): Left {
  const made = path.dirname(address);
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    segments: readFileSync('/proc/self/maps', 'utf8').split('memfd:sluice').length - 1,
    files: existsSync(made) ? readdirSync(made).length : 0,
  };
}

/** Handles close in later turns of the loop. */
async function settle(before: Left): Promise<Left> {
  for (let turn = 0; turn < 2000; turn += 1) {
    const after = lookAround();
    if (after.descriptors <= before.descriptors && after.segments <= before.segments) return after;
    await new Promise((resolve) => (turn < 20 ? setImmediate(resolve) : setTimeout(resolve, 1)));
  }
  return lookAround();
}

const outcomeOf = (side: Promise<void>): Promise<Outcome> =>
  side.then(
    () => null,
    (error: unknown) => error as Error,
  );

async function run(): Promise<readonly [server: Outcome, client: Outcome]> {
  let startClient: () => void = () => {};
  let isStarted = false;
  const started = new Promise<void>((resolve) => {
    startClient = resolve;
  });
  const client = started.then(() => (isStarted ? outcomeOf(scenario.join(address)) : null));
  const isClientGone = client.then(() => {});
  const begin = (): void => {
    isStarted = true;
    startClient();
  };
  const server = await outcomeOf(scenario.serve(address, begin, isClientGone));
  startClient();
  return [server, await client];
}

function fail(fault: Fault | null, what: string, outcomes: readonly Outcome[]): void {
  const told = outcomes.map((outcome) => (outcome === null ? 'fine' : `${(outcome as { code?: string }).code} ${outcome.stack}`));
  console.error(`${scenarioName}: ${JSON.stringify(fault)}: ${what}; server ${told[0]}, client ${told[1]}`);
  process.exitCode = 1;
}

function isHonest(outcome: Outcome, { way }: Fault): boolean {
  if (outcome === null) return true;
  const { code, errno } = outcome as { code?: string; errno?: number };
  if (code === 'SLUICE_ERR_SYSTEM') return errno === (way > 0 ? way : EMFILE);
  return code !== undefined && HONEST.includes(code);
}

/** Returns whether the call was made at all. */
async function attempt(fault: Fault, before: Left): Promise<boolean> {
  plan.arm(fault);
  const outcomes = await run();
  const failed = plan.disarm();
  const after = await settle(before);
  const { function: name, way } = fault;
  const isBusy = name === 'connect' && way === EAGAIN;
  if ((UNNOTICED.includes(way) || name === 'syscall') && !isBusy && outcomes.some((outcome) => outcome !== null))
    fail(fault, 'it is noticed', outcomes);
  if (!outcomes.every((outcome) => isHonest(outcome, fault))) fail(fault, 'it is told wrongly', outcomes);
  if (stray !== null) fail(fault, `it is thrown past everybody: ${(stray as Error).stack}`, outcomes);
  stray = null;
  // As in faults.c: what can't be looked at, or locked, may be somebody's.
  const files = ['lstat', 'flock'].includes(name) ? before.files : after.files;
  if (JSON.stringify({ ...after, files }) !== JSON.stringify(before))
    fail(fault, `something is left: ${JSON.stringify({ before, after })}`, outcomes);
  if (failed > 0) await runClean(before);
  return failed > 0;
}

async function runClean(before: Left): Promise<void> {
  const outcomes = await run();
  if (outcomes.some((outcome) => outcome !== null)) fail(null, 'it does not work afterwards', outcomes);
  const after = await settle(before);
  if (JSON.stringify(after) !== JSON.stringify(before))
    fail(null, `left afterwards: ${JSON.stringify({ before, after })}`, outcomes);
}

async function sweep(name: string, before: Left): Promise<number> {
  let count = 0;
  for (const way of WAYS[name] as readonly number[]) {
    let nth = 1;
    while (nth < MOST_CALLS && (await attempt({ function: name, nth, way, scope: OF_ADDON }, before))) nth += 1;
    if (nth === MOST_CALLS) throw new Error(`${name} is called without an end`);
    count += nth - 1;
    if (UNNOTICED.includes(way) && way !== ECONNABORTED)
      await attempt({ function: name, nth: EVERY_OTHER, way, scope: OF_ADDON }, before);
  }
  return count;
}

// What is made once and kept is made now.
for (let i = 0; i < 3; i += 1) await run();
await new Promise((resolve) => setTimeout(resolve, 300));
const before = lookAround();
let count = 0;
for (const name of only === undefined ? Object.keys(WAYS) : [only]) count += await sweep(name, before);
if (only === undefined) {
  for (const name of OF_LIBUV) await attempt({ function: name, nth: EVERY_OTHER, way: EINTR, scope: OF_ALL }, before);
  for (const seconds of JUMPS) {
    plan.jump(seconds);
    const outcomes = await run();
    plan.disarm();
    if (outcomes.some((outcome) => outcome !== null)) fail(null, `the clock jumps by ${seconds} s`, outcomes);
  }
  // A sweep that reaches little is broken.
  if (count < 60) fail(null, `only ${count} calls were made to fail`, []);
}
if (process.env['SLUICE_FAULTS_SHOW'] !== undefined) console.log(count);
rmSync(folder, { recursive: true, force: true });
process.exit();
