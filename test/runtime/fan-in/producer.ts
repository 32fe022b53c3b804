/** A process of fan-in.test.ts: `producer.js ADDRESS NAME COUNT` sends numbered messages; 0 for ever. */
import { connect } from '../../../runtime/index.ts';

const [address = '', name = '0', count = '0'] = process.argv.slice(2);
const channel = await connect(address);
for (let number = 0; count === '0' || number < Number(count); number++) {
  await channel.sendBytes(new Uint8Array([number & 0xff]), { type: Number(name), flags: number });
}
await channel.disconnect({ drain: true });
