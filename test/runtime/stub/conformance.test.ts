import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type MakePair, transportCases } from '../../../runtime/stub/conformance.ts';
import { createLocalPair } from '../../../runtime/stub/local.ts';
import type { Transport } from '../../../runtime/stub/transport.ts';
import { connectSocket, listenSocket } from '../../../runtime/stub/unix.ts';
import { describe } from '../../support/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-conformance-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let count = 0;

const makeSockets: MakePair = async () => {
  count += 1;
  const address = path.join(folder, `${count}.sock`);
  let accept: (transport: Transport) => void = () => {};
  const accepted = new Promise<Transport>((resolve) => {
    accept = resolve;
  });
  const listener = await listenSocket(address, (transport) => accept(transport));
  const near = await connectSocket(address);
  const far = await accepted;
  await listener.close();
  return [near, far];
};

for (const [transport, makePair] of [
  ['local pair', async () => createLocalPair()],
  ['Unix socket', makeSockets],
] satisfies [string, MakePair][]) {
  describe(`conformance of the ${transport}`, (it) => {
    for (const { name, run } of transportCases) it(name, () => run(makePair));
  });
}
