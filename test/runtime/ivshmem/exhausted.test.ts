import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { connectIvshmem } from '../../../runtime/index.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { freshAddress, recordOf, until } from './support.ts';

const SERVER = fileURLToPath(new URL('./crowded-server.js', import.meta.url));
const EMFILE = 24;

describeWithAddon('ivshmem server: without descriptors', (it) => {
  // 0: not even for the connection. 3: for the connection, not for four eventfds.
  for (const left of [0, 1, 3]) {
    it(`refuses one client and disturbs no other, with ${left} left`, async () => {
      const address = freshAddress();
      const child = spawn('sh', ['-c', `ulimit -n 160; exec "${process.execPath}" "${SERVER}" "${address}"`], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const ask = async (message: object): Promise<string[]> => {
        child.send(message);
        return (await once(child, 'message'))[0] as string[];
      };
      await once(child, 'message');
      const first = connectIvshmem(address);
      const second = connectIvshmem(address);
      const lines = recordOf(first);
      await until(() => first.isReady && second.isReady && first.peers.length === 1, 'two are there');
      await ask({ left });
      for (let count = 0; count < 3; count += 1) {
        const refused = connectIvshmem(address);
        const heard = recordOf(refused);
        await until(() => heard.length > 0, 'it is turned away');
        assert.equal(heard, ['lost SLUICE_ERR_PEER_CLOSED']);
        refused.close();
      }
      assert.equal(
        (await ask({})).slice(2),
        Array.from({ length: 3 }, () => `refuse resources ${EMFILE}`),
      );
      assert.equal([first.isConnected, second.isConnected], [true, true]);
      await ask({ free: true });
      const third = connectIvshmem(address);
      await until(() => third.isReady && first.peers.length === 2, 'there is room again');
      assert.is(third.id, 2);
      assert.equal(lines, ['ready 0', 'join 1 4', 'join 2 4']);
      for (const client of [first, second, third]) client.close();
      child.disconnect();
      await once(child, 'exit');
    });
  }
});
