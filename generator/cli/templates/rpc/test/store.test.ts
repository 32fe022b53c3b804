import os from 'node:os';
import { CallError, createLocalPair } from 'sluice/runtime/stub';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StoreSyncClient, serve } from '../generated/store/index.js';
import { Store } from '../src/store.js';
import { LANGUAGES, withServer } from '../src/with-server.js';

test('a call within the process needs no server elsewhere', () => {
  const [near, far] = createLocalPair();
  serve(far, new Store());
  const store = new StoreSyncClient(near);
  assert.equal(store.put({ key: 1n, value: 10n }), { before: 0n });
  assert.equal(store.get({ key: 1n }), { value: 10n, found: true });
  near.close();
});

test('the servers answer the same', async () => {
  for (const language of LANGUAGES) {
    await withServer(language, async (store) => {
      await store.put({ key: 1n, value: 10n });
      assert.equal(await store.put({ key: 1n, value: 11n }), { before: 10n }, language);
      await store.clear();
      assert.equal(await store.get({ key: 1n }), { value: 0n, found: false }, language);
    });
  }
});

test('the servers refuse a key too many, by errno', async () => {
  for (const language of LANGUAGES) {
    await withServer(language, async (store) => {
      for (let key = 0n; key < 64n; key++) await store.put({ key, value: key });
      const error = await store.put({ key: 64n, value: 0n }).catch((thrown: unknown) => thrown);
      assert.instance(error, CallError, language);
      const { code, errno } = error as CallError;
      assert.equal([code, errno], ['SLUICE_ERR_REFUSED', os.constants.errno.ENOSPC], language);
    });
  }
});

test.run();
