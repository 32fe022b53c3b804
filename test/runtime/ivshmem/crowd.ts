/** Many clients that come and go at random, some slow, some that hang up in the handshake, some that speak. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { connectIvshmem, type IvshmemClient, IvshmemServer } from '../../../runtime/index.ts';
import { freshAddress, messageOf, RawClient, recordOf, until } from './support.ts';

interface Good {
  readonly client: IvshmemClient;
  readonly lines: string[];
}

/** What each client must see, as the server has it. */
function tableOf(server: IvshmemServer, without: number | null): { id: number; vectors: number }[] {
  return server
    .status()
    .clients.filter(({ id }) => id !== without)
    .map(({ id, vectors }) => ({ id, vectors }))
    .sort((a, b) => a.id - b.id);
}

function isSame(server: IvshmemServer, { client }: Good): boolean {
  return JSON.stringify(client.peers) === JSON.stringify(tableOf(server, client.id));
}

/** Rings every vector of `to` from `from`, and sees that it is `to` that hears it, on that vector. */
async function ringThrough(from: Good, to: Good): Promise<void> {
  for (let vector = 0; vector < to.client.vectors; vector += 1) {
    to.lines.length = 0;
    assert.is(from.client.ring(to.client.id as number, vector), true);
    await until(() => to.lines.length > 0, 'a kick');
    assert.equal(to.lines, [`kick ${vector}`]);
  }
}

/**
 * @param total - clients that come, in all
 * @param most - at a time
 */
export async function crowd(total: number, most: number, seed: number): Promise<void> {
  const address = freshAddress();
  const server = new IvshmemServer({ path: address, vectors: 3, stallTimeoutMs: 400 });
  const dropped: string[] = [];
  const goodIds = new Set<number>();
  server.on('leave', ({ id }, reason) => {
    if (reason !== 'left' && goodIds.has(id)) dropped.push(`${id} ${reason}`);
  });
  server.start();
  let state = seed;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
  const good: Good[] = [];
  const silent: RawClient[] = [];
  for (let count = 0; count < total; count += 1) {
    const kind = draw(10);
    if (kind < 6) {
      const client = connectIvshmem(address, { vectors: 3 });
      client.on('ready', (id) => goodIds.add(id));
      good.push({ client, lines: recordOf(client) });
    } else if (kind === 6) new RawClient(address).close();
    else if (kind === 7) {
      const speaker = new RawClient(address);
      speaker.connection.add(messageOf(draw(1000)), null);
      speaker.connection.flush();
      silent.push(speaker);
    } else silent.push(new RawClient(address));
    // Also some that have only just come, in the middle of their greeting.
    while (good.length > draw(most) + 2) leave(good, draw(good.length), goodIds);
    while (silent.length > 8) silent.splice(draw(silent.length), 1)[0]?.close();
    if (draw(4) === 0) await sleep(draw(3));
  }
  for (const each of silent) each.close();
  await until(() => server.clientCount === good.length, 'only those that behave are left');
  await until(() => good.every((each) => isSame(server, each)), 'every view is the table of the server', 60_000);
  assert.equal(dropped, []);
  for (const { lines } of good)
    assert.equal(
      lines.filter((line) => /^(fault|lost)/.test(line)),
      [],
    );
  for (let pair = 0; pair < 20; pair += 1) {
    const from = good[draw(good.length)] as Good;
    await ringThrough(from, good[draw(good.length)] as Good);
  }
  for (const { client } of good) client.close();
  await until(() => server.clientCount === 0, 'all have left');
  assert.is(server.status().retiredIds, 0);
  server.close();
}

/** Its ids are others' business from now on. */
function leave(good: Good[], at: number, goodIds: Set<number>): void {
  const [gone] = good.splice(at, 1);
  const id = gone?.client.id;
  if (id !== null && id !== undefined) goodIds.delete(id);
  gone?.client.close();
}
