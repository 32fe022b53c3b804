/** One end of a channel that is told what to do, a line at a time: `peer.js listen|connect ADDRESS`. Answers each line with one. The same as peer.c. */
import { createInterface } from 'node:readline';
import { type Channel, connect, type Listener, listen } from '../../../runtime/index.ts';

const SIZE = 64;
const [role = '', address = '', statistics = 'on'] = process.argv.slice(2);
const options = { backpressure: 'refuse', statistics: statistics !== 'off', blocksMainThread: true } as const;

function sendMany(channel: Channel, count: number): number {
  let sent = 0;
  for (; sent < count; sent += 1) {
    const at = channel.tryPrep(SIZE, 7, 0);
    if (at < 0) break;
    channel.outgoing.setUint8(at, 7);
    channel.sendMessages();
  }
  return sent;
}

function readAll(channel: Channel): number {
  let count = 0;
  for (; channel.tryGet() >= 0; count += 1) channel.finishMessage();
  return count;
}

async function open(): Promise<Channel> {
  if (role === 'connect') return connect(address, options);
  const listener = listen(address, options);
  console.log('listening');
  const channel = await listener.accept();
  listener.close();
  return channel;
}

const channel = await open();
// Without it an error would end the process, which is to be seen.
channel.on('close', () => {});
let pumping: NodeJS.Timeout | null = null;
let pumped = 0;
let extra: Listener | null = null;

function stopPumping(): void {
  if (pumping === null) return;
  clearInterval(pumping);
  pumping = null;
  console.log(pumped);
}

function answer(line: string): number | null {
  stopPumping();
  const [command = '', number = ''] = line.split(' ');
  switch (command) {
    case 'send':
      return sendMany(channel, Number(number));
    case 'flood':
      return sendMany(channel, Number.POSITIVE_INFINITY);
    case 'read':
      return readAll(channel);
    case 'look':
      return channel.getRemoteState();
    case 'wait':
      return channel.getMessageSync() === null ? -1 : 1;
    case 'disconnect':
      channel.disconnectNow();
      return 0;
    case 'again':
      // Another channel of this process, so that it still has statistics when the first one has ended.
      extra = listen(`${address}-again`, options);
      connect(`${address}-again`, options).then((other) => other.on('close', () => {}));
      extra.accept().then(() => console.log(0));
      return null;
    case 'pump':
      pumped = 0;
      pumping = setInterval(() => {
        pumped += sendMany(channel, 10);
        readAll(channel);
      }, 1);
      return null;
    default:
      return -1;
  }
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const number = answer(line);
  if (number !== null) console.log(number);
}
process.exit();
