/** `node build/src/server.js PATH` serves the store on a Unix socket until it is killed. `server.c` is its twin. */
import { listenSocket } from 'sluice/runtime/stub';
import { serve } from '../generated/store/index.js';
import { Store } from './store.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: server.js PATH');
  process.exitCode = 2;
} else {
  const store = new Store();
  await listenSocket(path, (transport) => {
    serve(transport, store);
  });
  console.log('listening');
}
