import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChannelListener, channel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import {
  ClusterRpcClient,
  type ClusterRpcHandlers,
  ClusterRpcSyncClient,
  servePartial,
} from '../../../generated/cluster-rpc/index.ts';
import { createLocalPair } from '../../../runtime/stub/local.ts';
import { CallError, Refusal, type Transport } from '../../../runtime/stub.ts';
import { describe } from '../../support/index.ts';

interface Event {
  readonly what: string;
  readonly atMs: number;
  readonly trace: { readonly method: string; readonly result?: unknown; readonly error?: unknown };
}

/** What is published on `sluice:serve` while `run` runs. */
async function listen(handlers: Partial<ClusterRpcHandlers>, run: (near: Transport) => unknown): Promise<Event[]> {
  const events: Event[] = [];
  const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
  const listeners = names.map((what): [string, ChannelListener] => [
    `tracing:sluice:serve:${what}`,
    (trace) => events.push({ what, atMs: performance.now(), trace: trace as Event['trace'] }),
  ]);
  for (const [name, listener] of listeners) channel(name).subscribe(listener);
  const [near, far] = createLocalPair();
  try {
    servePartial(far, handlers);
    await run(near);
  } finally {
    near.destroy(null);
    for (const [name, listener] of listeners) channel(name).unsubscribe(listener);
  }
  return events;
}

const whats = (events: readonly Event[]): string => events.map(({ what }) => what).join(' ');
const took = (events: readonly Event[], from: string, to: string): number =>
  (events.find(({ what }) => what === to)?.atMs ?? 0) - (events.find(({ what }) => what === from)?.atMs ?? 0);

function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

describe('tracing of handlers', (it) => {
  it('spans what a synchronous handler takes', async () => {
    const pmemGetPages = () => {
      spin(15);
      return { page: 7n };
    };
    const events = await listen({ pmemGetPages }, (near) => new ClusterRpcSyncClient(near).pmemGetPages({ order: 1 }));
    assert.is(whats(events), 'start end');
    assert.ok(took(events, 'start', 'end') >= 15);
    assert.is(events[1]?.trace.method, 'RPC_PMEM_GET_PAGES');
    assert.equal(events[1]?.trace.result, { page: 7n });
  });

  it('ends a promise after its answer', async () => {
    const pmemGetPages = async () => {
      await sleep(15);
      return { page: 7n };
    };
    const events = await listen({ pmemGetPages }, (near) => new ClusterRpcClient(near).pmemGetPages({ order: 1 }));
    assert.is(whats(events), 'start end asyncStart asyncEnd');
    assert.ok(took(events, 'start', 'asyncEnd') >= 14);
    assert.equal(events[3]?.trace.result, { page: 7n });
  });

  it('says what a handler threw, at once or later', async () => {
    const refusal = new Refusal(2);
    for (const [pmemGetPages, expected] of [
      [
        () => {
          throw refusal;
        },
        'start error end',
      ],
      [() => Promise.reject(refusal), 'start end error asyncStart asyncEnd'],
    ] satisfies [() => never | Promise<never>, string][]) {
      const events = await listen({ pmemGetPages }, (near) =>
        new ClusterRpcClient(near).pmemGetPages({ order: 1 }).catch((error: unknown) => assert.instance(error, CallError)),
      );
      assert.is(whats(events), expected);
      assert.is(events.find(({ what }) => what === 'error')?.trace.error, refusal);
    }
  });

  it('says why an answer could not be encoded', async () => {
    const events = await listen({ pmemGetPages: () => ({ page: 'seven' as unknown as bigint }) }, (near) =>
      new ClusterRpcClient(near).pmemGetPages({ order: 1 }).catch(() => {}),
    );
    assert.is(whats(events), 'start error end');
    assert.instance(events[1]?.trace.error, Error);
  });

  it('runs handlers in the stores that are bound to start', async () => {
    const store = new AsyncLocalStorage<string>();
    const start = channel('tracing:sluice:serve:start');
    (start as unknown as { bindStore(store: unknown, transform: (trace: Event['trace']) => string): void }).bindStore(
      store,
      ({ method }) => `span of ${method}`,
    );
    let seen: string | undefined;
    const pmemGetPages = () => {
      seen = store.getStore();
      return { page: 7n };
    };
    await listen({ pmemGetPages }, (near) => new ClusterRpcSyncClient(near).pmemGetPages({ order: 1 }));
    (start as unknown as { unbindStore(store: unknown): void }).unbindStore(store);
    assert.is(seen, 'span of RPC_PMEM_GET_PAGES');
  });

  it('is silent about calls that no handler takes', async () => {
    const events = await listen({}, (near) => new ClusterRpcClient(near).pmemGetPages({ order: 1 }).catch(() => {}));
    assert.is(whats(events), '');
  });
});
