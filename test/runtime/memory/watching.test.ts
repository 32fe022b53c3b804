import * as assert from 'uvu/assert';
import { LINK_CLOSED, LINK_DATA, LINK_SPACE } from '../../../runtime/memory/native.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { runScript, TERMS, turns, until } from './support.ts';

describeWithAddon('watching a link', (it, addon) => {
  it('calls back on the loop until it is over', async () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    const seen: number[] = [];
    b.watch((events) => seen.push(events));
    assert.throws(() => b.watch(() => {}), /is watched/);
    a.ringData();
    assert.equal(seen, []);
    await until(() => seen.length === 1, 'the first event');
    a.ringData();
    a.ringSpace();
    // By one call, or by one for each bell.
    const union = (): number => seen.slice(1).reduce((events, next) => events | next, 0);
    await until(() => union() === (LINK_DATA | LINK_SPACE), 'the other events');
    b.unwatch();
    const count = seen.length;
    a.ringData();
    await turns(10);
    assert.is(seen.length, count);
    assert.is(seen[0], LINK_DATA);
    b.watch((events) => seen.push(events));
    await until(() => seen.length > count, 'what came while nobody watched');
    a.close();
    b.close();
  });

  it('tells the end of the peer once', async () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    const seen: number[] = [];
    b.watch((events) => seen.push(events));
    a.close();
    await until(() => seen.length === 1, 'the end');
    await turns(10);
    assert.equal(seen, [LINK_CLOSED]);
    b.close();
  });

  it('can be ended, and the link closed, by its own callback', async () => {
    const [a, b] = addon.createPair(TERMS, TERMS);
    let calls = 0;
    b.watch(() => {
      calls++;
      b.close();
    });
    a.ringData();
    a.ringSpace();
    await until(() => calls === 1, 'the call');
    await turns(10);
    assert.is(calls, 1);
    a.close();
    await turns();
    assert.equal(addon.counts(), { links: 0, mappings: 0, descriptors: 0 });
  });

  it('keeps the process running unless it is unreferenced', () => {
    const script = (unref: string): string => `
      const [a, b] = addon.createPair(TERMS, TERMS);
      b.watch(() => { console.log('called'); a.close(); b.close(); });
      ${unref}
      setTimeout(() => a.ringData(), 50).unref();
    `;
    assert.equal([runScript(script('')).stdout, runScript(script('b.unref();')).stdout], ['called\n', '']);
    assert.is(runScript(script('b.unref(); b.ref();')).stdout, 'called\n');
  });

  it('keeps the link from being collected', () => {
    const { stdout } = runScript(`
        const open = () => {
          const [a, b] = addon.createPair(TERMS, TERMS);
          b.watch((events) => { console.log('events', events); process.exit(); });
          return a;
        };
        const a = open();
        for (let i = 0; i < 5; i++) { gc(); await sleep(1); }
        a.ringData();
      `);
    assert.is(stdout, 'events 1\n');
  });

  it('takes an exception of the callback to uncaughtException, and goes on', () => {
    const body = `
        const [a, b] = addon.createPair(TERMS, TERMS);
        let calls = 0;
        b.watch(() => {
          process.nextTick(() => console.log('tick'));
          if (++calls === 2) { a.close(); b.close(); return; }
          throw new Error('of the callback');
        });
        a.ringData();
      `;
    const again = "process.on('uncaughtException', (error) => { console.log(error.message); a.ringData(); });";
    const { stdout, status } = runScript(body + again);
    assert.equal([stdout, status], ['of the callback\ntick\ntick\n', 0]);
    const alone = runScript(body);
    assert.is(alone.status, 1);
    assert.match(alone.stderr, /throw new Error\('of the callback'\)/);
  });

  it('runs its callback in the async context of the link', () => {
    const { stdout } = runScript(`
      const { createHook, executionAsyncId, executionAsyncResource } = await import('node:async_hooks');
      createHook({ init: (id, type) => type.startsWith('Sluice') && console.log(type) }).enable();
      const [a, b] = addon.createPair(TERMS, TERMS);
      b.watch(() => { console.log(executionAsyncResource() === b, executionAsyncId() > 0); a.close(); b.close(); });
      a.ringData();
    `);
    assert.is(stdout, 'SluiceLink\ntrue true\n');
  });
});
