/** One process of a pair that spins: `side.js FOLDER CXY`, told what to do line by line; `side.c` is the same in C. */
import { createInterface } from 'node:readline';
import { callsOf, Descriptor, joinCluster } from 'sluice/runtime';

const [folder = '', cxy = ''] = process.argv.slice(2);
const member = await joinCluster(folder, { cxy: Number(cxy), heapSize: 4096 });
const calls = callsOf(member, { blocksMainThread: true });
calls.serve({ handlers: { 3: () => {} } });

/** The floor's words, in the heap of member 1: a flag and 104 bytes there, a flag and 80 bytes back, as `calls.c` has them. */
const REQUEST = 26;
const ANSWERED = 32;
const ANSWER = ANSWERED + 20;
let memory = new Int32Array(0);

function openBare(): void {
  const peer = member.peer(1);
  if (peer === null) throw new Error('there is no member 1');
  memory = new Int32Array(peer.buffer, peer.parts.heapOffset, 64);
}

function leadBare(count: number): void {
  const own = new Int32Array(26);
  for (let i = 1; i <= count; i += 1) {
    for (let word = 0; word < 26; word += 1) memory[word] = own[word] as number;
    Atomics.store(memory, REQUEST, i);
    while (Atomics.load(memory, ANSWER) !== i);
    for (let word = 0; word < 20; word += 1) own[6 + word] = memory[ANSWERED + word] as number;
  }
  Atomics.store(memory, ANSWER, 0);
}

function echoBare(count: number): void {
  const own = new Int32Array(26);
  for (let i = 1; i <= count; i += 1) {
    while (Atomics.load(memory, REQUEST) !== i);
    for (let word = 0; word < 26; word += 1) own[word] = memory[word] as number;
    for (let word = 0; word < 20; word += 1) memory[ANSWERED + word] = own[6 + word] as number;
    Atomics.store(memory, ANSWER, i);
  }
}

const descriptor = new Descriptor(3, [1]);

function leadRpc(count: number): void {
  for (let i = 0; i < count; i += 1) calls.callSync(1, descriptor);
}

function echoRpc(count: number): void {
  for (let served = 0; served < count; ) served += calls.executeAll();
}

const WORK: Readonly<Record<string, (count: number) => void>> = { leadBare, echoBare, leadRpc, echoRpc };

console.log('joined');
for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', count] = line.split(' ');
  if (name === 'open') openBare();
  if (name.startsWith('echo')) console.log('started');
  const begun = process.hrtime.bigint();
  WORK[name]?.(Number(count));
  console.log(`done ${process.hrtime.bigint() - begun}`);
}
process.exit(0);
