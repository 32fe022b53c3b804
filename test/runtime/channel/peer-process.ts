/** The other side of the death tests, as a process: `peer-process.js ADDRESS MODE`. Says `ready` when it is connected and has done its part. */
import { writeSync } from 'node:fs';
import { type Channel, connect } from '../../../runtime/index.ts';

const [address = '', mode = ''] = process.argv.slice(2);

const MODES: Readonly<Record<string, (channel: Channel) => Promise<void>>> = {
  /** Sends five messages, prepares one that is not sent, and takes two of what comes. */
  async work(channel) {
    for (let i = 0; i < 5; i += 1) await channel.sendBytes(Uint8Array.of(i), { type: i });
    channel.tryPrep(1, 99, 0);
    for (let i = 0; i < 2; i += 1) {
      await channel.getMessage();
      channel.finishMessage();
    }
    channel.tryGet();
  },
  async echo(channel) {
    writeSync(1, 'ready\n');
    for await (const message of channel) await channel.sendBytes(message.bytes(), { type: message.type });
  },
  async exit(channel) {
    await channel.sendBytes(Uint8Array.of(1));
    process.exit(0);
  },
  async throw(channel) {
    await channel.sendBytes(Uint8Array.of(1));
    setImmediate(() => {
      throw new Error('uncaught, on purpose');
    });
  },
  async leave(channel) {
    await channel.sendBytes(Uint8Array.of(1));
    channel.end();
    await channel.disconnect();
  },
};

const channel = await connect(address);
await MODES[mode]?.(channel);
writeSync(1, 'ready\n');
