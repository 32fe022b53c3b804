/** Runs both pairs over shared memory: client.ts asks server.c, and client.c asks server.ts. Ends with 0 when all answers were right. */
import { Workspace } from '../support/workspace.ts';

const ANSWERS = [
  'pages of order 2: at 0x100000',
  'pages of order 40: SLUICE_ERR_REFUSED 12',
  'page table entry: attr 0x8f, ppn 0x1634',
  'fork: child 2, thread 0xa000',
  'signal to three clusters: done in all',
  'what nobody implements: SLUICE_ERR_UNIMPLEMENTED',
];
const AT_ONCE = '1000 entries at once: 1000 are right';
const BLOCKING = '1000 entries, blocking: 1000 are right';

/** @returns number of lines that are not as expected */
function print(pair: string, lines: readonly string[], expected: readonly string[]): number {
  console.log(pair);
  const wrong = expected.filter((line, index) => lines[index] !== line);
  for (const line of lines) console.log(`  ${line}`);
  for (const line of wrong) console.log(`  WRONG, expected ${line}`);
  return wrong.length + Math.abs(lines.length - expected.length);
}

const workspace = new Workspace();
try {
  const stubs = 'generated/cluster-rpc';
  const libos = 'generated/libos-ipc/base';
  const cServer = workspace.buildC(
    'examples/calls/server.c',
    [stubs, libos],
    [`${stubs}/cluster_rpc_stubs.c`, `${libos}/libos_ipc_stubs.c`],
  );
  const cClient = workspace.buildC('examples/calls/client.c', [stubs], [`${stubs}/cluster_rpc_stubs.c`]);

  const inC = workspace.address('c');
  await workspace.start(cServer, 'cluster-rpc', inC, 'memory').saw('listening');
  const fromNode = await workspace.startNode('calls/client.js', inC).succeeded();

  const inNode = workspace.address('node');
  await workspace.startNode('calls/server.js', 'cluster-rpc', inNode, 'memory').saw('listening');
  const fromC = await workspace.start(cClient, inNode).succeeded();

  const wrong =
    print('client.ts asks server.c', fromNode, [...ANSWERS, AT_ONCE, BLOCKING]) +
    print('client.c asks server.ts', fromC, [...ANSWERS, BLOCKING]);
  console.log(wrong === 0 ? 'all answers are right' : `${wrong} answers are wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  workspace.close();
}
