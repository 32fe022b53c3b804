/** What calls back keeps itself from being collected, and no longer than that: also where Node itself keeps the object of a callback. */
import * as assert from 'uvu/assert';
import { describeWithAddon } from '../../support/addon.ts';
import { runScript } from './support.ts';

/** How many objects a function has made, and the names of those that stay; it hands each one to `note`. */
function leftBehind(body: string): string {
  const { stdout, stderr } = runScript(`
    const address = '@sluice-collected-' + process.pid;
    const noted = [];
    const note = (name, object) => { noted.push([name, new WeakRef(object)]); return object; };
    await (async () => { ${body} })();
    const left = () => noted.filter(([, each]) => each.deref() !== undefined).map(([name]) => name);
    // What was looked at stays until the turn is over.
    for (let i = 0; i < 200 && left().length > 0; i++) { await sleep(5); gc(); }
    console.log([noted.length, ...left()].join(' '));
    process.exit();
  `);
  assert.is(stderr, '');
  return stdout.trim();
}

describeWithAddon('an object that has called back is collected:', (it) => {
  it('a link that nobody watches any more, closed or not', () => {
    const body = (end: string): string => `
      const [a, b] = addon.createPair(TERMS, TERMS);
      note('a', a);
      note('b', b);
      await new Promise((resolve) => { b.watch(() => { ${end} resolve(); }); a.ringData(); });
    `;
    assert.is(leftBehind(body('b.unwatch();')), '2');
    assert.is(leftBehind(body('b.close();')), '2');
    assert.is(leftBehind(body('setImmediate(() => b.close());')), '2');
  });

  it('a listener and an attempt to connect, whose policies were asked, too', () => {
    const body = `
      const policy = () => 1;
      const listening = note('listening', addon.listen(address, { ...TERMS, policy }, () => note('taken', listening.take())));
      await new Promise((resolve) => note('connecting', addon.connect(address, { ...TERMS, policy }, -1, (failure, link) => {
        note('link', link);
        resolve();
      })));
      while (noted.length < 4) await sleep(1);
      listening.close();
    `;
    assert.is(leftBehind(body), '4');
  });

  it('a listener that its own policy closes, and an attempt that its own cancels', () => {
    const body = `
      let asked = 0;
      const close = () => { asked++; listening.close(); return 1; };
      const listening = note('listening', addon.listen(address, { ...TERMS, policy: close }, () => {}));
      await new Promise((resolve) => addon.connect(address, TERMS, -1, resolve));
      const other = note('other', addon.listen(address, TERMS, () => {}));
      const cancel = () => { asked++; attempt.cancel(); return 1; };
      const attempt = note('attempt', addon.connect(address, { ...TERMS, policy: cancel }, -1, () => {}));
      while (asked < 2) await sleep(1);
      other.close();
    `;
    assert.is(leftBehind(body), '3');
  });

  it('an ivshmem listener, its connection and its client', () => {
    const body = `
      const { ivshmem } = addon;
      const server = note('server', ivshmem.listen(address, 0o600, -1, () => {
        const connection = note('connection', server.accept());
        connection.watch(() => connection.close());
        const version = new Uint8Array(8).fill(255);
        connection.add(version, null);
        connection.flush();
      }));
      await new Promise((resolve) => {
        const client = note('client', ivshmem.connectClient(address, 1, 0, 1000, () => { client.close(); resolve(); }));
      });
      while (noted.length < 3) await sleep(1);
      await sleep(20);
      server.close();
    `;
    assert.is(leftBehind(body), '3');
  });
});
