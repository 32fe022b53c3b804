/** Runs all processes, kills one feed in the middle, and checks that every quote is accounted for. Ends with 0 when that is so. */
import type { Program } from '../support/program.ts';
import { Workspace } from '../support/workspace.ts';

const QUOTES = 20_000;

interface Row {
  readonly process: string;
  readonly sent: number | null;
  readonly received: number | null;
  readonly lost: number | null;
  readonly note: string;
}

interface Aggregated {
  readonly published: number;
  readonly lanes: readonly { readonly pid: number; readonly received: number; readonly lost: number; readonly end: string }[];
}

/** The last line of a process is what it has counted. */
async function reportOf<T>(program: Program): Promise<T> {
  const lines = await program.succeeded();
  return JSON.parse(lines.at(-1) ?? 'null');
}

const workspace = new Workspace();
const wrong: string[] = [];
const check = (rule: string, left: number, right: number): void => {
  if (left !== right) wrong.push(`${rule}: ${left} is not ${right}`);
};
try {
  const cFeed = workspace.buildC('examples/market-data/feed.c', ['examples/market-data/generated']);
  const feedsAddress = workspace.address('feeds');
  const bestAddress = workspace.address('best');

  const aggregator = workspace.startNode('market-data/aggregator.js', feedsAddress, bestAddress, '4', '2');
  await aggregator.saw('publishing');
  const fast = workspace.startNode('market-data/subscriber.js', bestAddress);
  const slow = workspace.startNode('market-data/subscriber.js', bestAddress, 'slow');
  await aggregator.saw('listening');
  const startFeed = (name: string, quotes = QUOTES): Program =>
    workspace.startNode('market-data/feed.js', feedsAddress, name, String(quotes));
  const feeds = new Map<string, Program>([
    ['feed A', startFeed('A')],
    ['feed B', startFeed('B')],
    ['feed in C', workspace.start(cFeed, feedsAddress, String(3 * QUOTES))],
  ]);
  // Far more than it will get to.
  const doomed = startFeed('doomed', 100 * QUOTES);
  await doomed.saw(`sent ${QUOTES / 4}`);
  doomed.kill();
  await doomed.ended();

  const { published, lanes } = await reportOf<Aggregated>(aggregator);
  const rows: Row[] = [];
  for (const [name, feed] of feeds) {
    const { sent, lost } = await reportOf<{ sent: number; lost: number }>(feed);
    const lane = lanes.find(({ pid }) => pid === feed.pid) ?? { received: 0, lost: 0, end: 'never seen' };
    rows.push({ process: name, sent, received: lane.received, lost: lane.lost, note: lane.end });
    check(`${name}: sent = taken in + lost`, sent, lane.received + lane.lost);
    check(`${name}: lost, as both sides say`, lost, lane.lost);
  }
  const lane = lanes.find(({ pid }) => pid === doomed.pid) ?? { received: 0, lost: 0, end: 'never seen' };
  const said = Number(/\d+/.exec(doomed.lines.at(-1) ?? '')?.[0]);
  rows.push({
    process: 'killed feed',
    sent: null,
    received: lane.received,
    lost: lane.lost,
    note: `${lane.end} after saying ${said}`,
  });
  if (lane.received < said) wrong.push(`killed feed: what it had sent is lost: ${lane.received} of ${said}`);
  check('killed feed: lost', lane.lost, 0);

  rows.push({ process: 'aggregator', sent: published, received: null, lost: null, note: 'published' });
  for (const [name, subscriber] of [
    ['fast subscriber', fast],
    ['slow subscriber', slow],
  ] as const) {
    const { received, lost } = await reportOf<{ received: number; lost: number }>(subscriber);
    rows.push({ process: name, sent: null, received, lost, note: '' });
    check(`${name}: published = received + lost`, published, received + lost);
  }

  const cell = (value: number | null): string => String(value ?? '').padStart(10);
  console.log(`${'process'.padEnd(16)}${['sent', 'received', 'lost'].map((head) => head.padStart(10)).join('')}`);
  for (const { process, sent, received, lost, note } of rows) {
    console.log(`${process.padEnd(16)}${cell(sent)}${cell(received)}${cell(lost)}  ${note}`.trimEnd());
  }
  for (const line of wrong) console.log(`WRONG ${line}`);
  if (wrong.length === 0) console.log('everything is accounted for');
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  workspace.close();
}
