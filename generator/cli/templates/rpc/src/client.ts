import { LANGUAGES, withServer } from './with-server.js';

for (const language of LANGUAGES) {
  await withServer(language, async (store) => {
    await store.put({ key: 7n, value: 42n });
    const { before } = await store.put({ key: 7n, value: 43n });
    const { value, found } = await store.get({ key: 7n });
    console.log(`${`${language}:`.padEnd(11)} key 7 was ${before}, ${found ? `is ${value}` : 'is gone'}`);
  });
}
