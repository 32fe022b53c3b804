/** Copies a file twice: `main.js FROM TO`, from Node to C and then from C to Node. Ends with 0 when both copies are right. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Program } from '../support/program.ts';
import { Workspace } from '../support/workspace.ts';

type Start = (role: 'send' | 'receive', address: string, file: string) => Program;

/** Byte for byte, whatever the programs say. */
async function areEqual(from: string, to: string): Promise<boolean> {
  const other = createReadStream(to)[Symbol.asyncIterator]();
  let isEqual = true;
  await pipeline(createReadStream(from), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) isEqual &&= chunk.equals((await other.next()).value ?? Buffer.alloc(0));
  });
  return isEqual && (await other.next()).done === true;
}

async function copy(name: string, sender: Start, receiver: Start, from: string, to: string): Promise<boolean> {
  const address = workspace.address(name.replaceAll(' ', '-'));
  const receiving = receiver('receive', address, to);
  await receiving.saw('listening');
  const start = performance.now();
  const sending = sender('send', address, from);
  const [sent, received] = await Promise.all([sending.ended(), receiving.ended()]);
  const elapsedMs = Math.round(performance.now() - start);
  const sums = [sending.lines.at(-1), receiving.lines.at(-1)];
  const isRight = sent === 0 && received === 0 && sums[0] === sums[1] && (await areEqual(from, to));
  console.log(isRight ? `${name}: ${sums[0]}, ${elapsedMs} ms` : `${name}: FAILED`);
  return isRight;
}

const workspace = new Workspace();
const [from, to] = process.argv.slice(2);
try {
  if (from === undefined || to === undefined) {
    console.error('usage: main.js FROM TO');
    process.exitCode = 2;
  } else {
    await access(from);
    const program = workspace.buildC('examples/file-copy/copy.c');
    const inC: Start = (...args) => workspace.start(program, ...args);
    const inNode: Start = (...args) => workspace.startNode('file-copy/copy.js', ...args);
    const isRight = (await copy('Node to C', inNode, inC, from, to)) && (await copy('C to Node', inC, inNode, from, to));
    process.exitCode = isRight ? 0 : 1;
  }
} finally {
  workspace.close();
}
