/**
 * A member of the cluster in Node: `member.js FOLDER CXY LIFE`. It has a kernel, and serves it on its event loop. LIFE counts how often a member of this
 * number has started before. "check" on its standard input makes it tell whether all is as it has to be; at the end of input it leaves.
 * member.c is its twin.
 */
import { createInterface } from 'node:readline';
import { ClusterRpcClient, serve } from '../../generated/cluster-rpc/index.ts';
import { joinAs } from './join.ts';
import { Kernel } from './kernel/index.ts';

const [folder = '', cxy = '', life = ''] = process.argv.slice(2);
if (life === '') {
  console.error('usage: member.js FOLDER CXY LIFE');
  process.exit(2);
}
const { member, memory, transport } = await joinAs(folder, Number(cxy));
const peers = new ClusterRpcClient(transport, { timeoutMs: 10_000 });
const kernel = new Kernel({ cxy: Number(cxy), life: Number(life), memory, peers, print: (line) => console.log(line) });
// Its caller hears FAILED, and no more.
const server = serve(transport, kernel.handlers, {
  onError: (error, { code }) => console.error(`RPC ${code} of kernel ${cxy}:`, error),
});

const forget = (gone: { readonly cxy: number }): void => {
  kernel.forget(gone.cxy);
  console.log(`forgotten: ${gone.cxy}`);
};
member.on('death', forget);
member.on('leave', forget);
console.log('serving');

for await (const line of createInterface(process.stdin)) {
  if (line !== 'check') continue;
  const problems = kernel.check();
  for (const problem of problems) console.log(problem);
  console.log(`${problems.length === 0 ? 'consistent' : 'inconsistent'}: ${kernel.summary}`);
}
await server.stop();
await member.leave();
