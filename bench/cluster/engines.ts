/** Ways to call from event loop to event loop, with 104 bytes: ours, and comlink over a worker's MessagePort. `bench/calls` has the others. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { callsOf, Descriptor, joinCluster } from 'sluice/runtime';
import { ENGINES, type Engine } from '../calls/engines.ts';
import { PEERS_FOLDER } from '../peers.ts';

const requirePeer = createRequire(new URL('package.json', PEERS_FOLDER));

const cluster: Engine = {
  name: 'sluice cluster',
  async serve(path) {
    const member = await joinCluster(`${path}.d`, { cxy: 1 });
    callsOf(member).serve({ handlers: { 3: () => {} } });
  },
  async connect(path) {
    const calls = callsOf(await joinCluster(`${path}.d`, { cxy: 0 }));
    return () => calls.call(1, new Descriptor(3, [3]));
  },
};

const comlink: Engine = {
  name: 'comlink, worker MessagePort',
  async serve() {},
  async connect() {
    const { wrap } = requirePeer('comlink');
    const nodeEndpoint = requirePeer('comlink/dist/umd/node-adapter');
    const source = `
      const { parentPort } = require('node:worker_threads');
      const { createRequire } = require('node:module');
      const peers = createRequire(${JSON.stringify(new URL('package.json', PEERS_FOLDER).href)});
      const adapter = peers('comlink/dist/umd/node-adapter');
      peers('comlink').expose({ echo: (bytes) => bytes }, (adapter.default ?? adapter)(parentPort));`;
    const worker = new Worker(source, { eval: true });
    const remote = wrap((nodeEndpoint.default ?? nodeEndpoint)(worker));
    const bytes = new Uint8Array(104);
    return () => remote.echo(bytes);
  },
};

const OTHERS: readonly string[] = ['node:net, promise and Map', 'zeromq ipc', 'gRPC'];

export const CLUSTER_ENGINES: readonly Engine[] = [cluster, ...ENGINES.filter(({ name }) => OTHERS.includes(name)), comlink];
