/** The tables "States" and "What is checked" of docs/runtime.md, row by row. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { PoisonReason, SegmentState } from '../../../generated/segment/codes.ts';
import type { Channel } from '../../../runtime/channel/channel.ts';
import { EndpointState, endpointStateName, stateRequestsDisconnect } from '../../../runtime/channel/state.ts';
import { CLOSED, EMPTY } from '../../../runtime/ring/answers.ts';
import { HEAD, READER_REASON, TAIL, WRITER_REASON } from '../../../runtime/ring/words.ts';
import { describe } from '../../support/index.ts';
import { closeAll, crash, errorOf, makePair, put, take, tick, within, wordsOf } from './channel-pair.ts';

const ONE = new Uint8Array(1);

/** What `get` says after all records: 'nothing yet', 'null' for an orderly end, or a code. */
async function getOf(channel: Channel): Promise<string> {
  if (channel.tryGet() === EMPTY) return 'nothing yet';
  try {
    const message = await channel.getMessage();
    return message === null ? 'end' : 'message';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

async function sendOf(channel: Channel): Promise<string> {
  try {
    await channel.sendBytes(ONE);
    return 'sends';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const ROWS: [string, SegmentState, boolean, EndpointState, string, string][] = [
  ['READY, open', SegmentState.SegmentReady, false, EndpointState.Connected, 'nothing yet', 'sends'],
  ['CLOSING, open', SegmentState.SegmentClosing, false, EndpointState.Disconnecting, 'nothing yet', 'SLUICE_ERR_PEER_CLOSED'],
  ['CLOSED, open', SegmentState.SegmentClosed, false, EndpointState.Disconnected, 'nothing yet', 'SLUICE_ERR_PEER_CLOSED'],
  ['POISONED, open', SegmentState.SegmentPoisoned, false, EndpointState.Poisoned, 'SLUICE_ERR_POISONED', 'SLUICE_ERR_POISONED'],
  ['POISONED, ended', SegmentState.SegmentPoisoned, true, EndpointState.Poisoned, 'SLUICE_ERR_POISONED', 'SLUICE_ERR_POISONED'],
  ['READY, ended', SegmentState.SegmentReady, true, EndpointState.Crashed, 'SLUICE_ERR_PEER_DIED', 'SLUICE_ERR_PEER_DIED'],
  ['CLOSING, ended', SegmentState.SegmentClosing, true, EndpointState.Disconnected, 'end', 'SLUICE_ERR_PEER_CLOSED'],
  ['CLOSED, ended', SegmentState.SegmentClosed, true, EndpointState.Disconnected, 'end', 'SLUICE_ERR_PEER_CLOSED'],
];

describe('states of a peer', (it) => {
  it.after.each(closeAll);

  for (const [name, segmentState, hasEnded, state, get, send] of ROWS) {
    for (const isEmpty of [true, false]) {
      it(`${name}${isEmpty ? '' : ', with something to read'}`, async () => {
        const pair = makePair();
        const { near, far, farLink } = pair;
        if (!isEmpty) {
          put(far, Uint8Array.of(1));
          put(far, Uint8Array.of(2));
        }
        wordsOf(farLink).state[0] = segmentState;
        if (hasEnded) crash(pair);
        assert.is(near.getRemoteState(), state);
        assert.is(stateRequestsDisconnect(state), state >= 294);
        assert.is(await sendOf(near), send, 'send');
        if (!isEmpty) assert.equal([take(near), take(near)], [[1], [2]]);
        assert.is(await getOf(near), get, 'get');
      });
    }
  }

  it('END that is read after the death is the end of the channel, too', async () => {
    const pair = makePair();
    const closed = once(pair.near, 'close');
    // Who waits looks once when both have come.
    const coming = pair.near.getMessage();
    await tick();
    pair.far.end();
    crash(pair);
    assert.is(await coming, null);
    assert.is(pair.near.getRemoteState(), EndpointState.Crashed);
    const [error] = (await within(closed, 'the close event')) as [{ code: string }];
    assert.is(error.code, 'SLUICE_ERR_PEER_DIED');
    await tick();
    assert.is(pair.nearLink.peer.byteLength, 0, 'nothing of it is mapped any more');
  });

  it('END is an end in every row', async () => {
    for (const [name, segmentState, hasEnded] of ROWS) {
      const pair = makePair();
      pair.far.end();
      wordsOf(pair.farLink).state[0] = segmentState;
      if (hasEnded) crash(pair);
      pair.near.getRemoteState();
      assert.is(await getOf(pair.near), 'end', name);
    }
  });

  it('a state that went back, or is none, is STATE', () => {
    for (const lie of [SegmentState.SegmentReady, 5, -1]) {
      const { near, farLink } = makePair();
      const { state } = wordsOf(farLink);
      state[0] = SegmentState.SegmentClosing;
      assert.is(near.getRemoteState(), 294);
      state[0] = lie;
      near.getRemoteState();
      assert.is((near.error as { reason?: number } | null)?.reason, PoisonReason.PoisonState);
    }
  });

  it('have the names of v2vk.h', () => {
    const names = [0, 291, 292, 293, 294, 295, 296, 297, 1].map(endpointStateName);
    const expected = 'unknown unready listening connected disconnecting disconnected crashed poisoned invalid';
    assert.is(names.join(' '), expected);
  });

  it('are those of v2v_api.json, and poisoned', () => {
    assert.equal(Object.values(EndpointState), [0, 291, 292, 293, 294, 295, 296, 297]);
    assert.ok(readFileSync('docs/runtime.md', 'utf8').includes('297'));
  });
});

describe('poison', (it) => {
  it.after.each(closeAll);

  it('is told on both sides, once, with the reason', async () => {
    const { near, far, nearLink, farLink } = makePair();
    const closes: { reason?: number | null }[] = [];
    const states: number[] = [];
    near.on('close', (error) => closes.push(error ?? {}));
    far.on('close', (error) => closes.push(error ?? {}));
    far.on('state', (state) => states.push(state));
    const waiting = errorOf(far.getMessage());
    put(far, ONE);
    wordsOf(farLink).writer[TAIL] = 8;
    const { state, reader, writer } = wordsOf(nearLink);
    assert.is(near.tryGet(), CLOSED);
    assert.equal([state[0], reader[READER_REASON], writer[WRITER_REASON]], [SegmentState.SegmentPoisoned, 3, 3]);
    assert.is(near.tryGet(), CLOSED);
    assert.is(near.tryPrep(1, 0, 0), CLOSED);
    assert.is((await errorOf(near.getMessage())).code, 'SLUICE_ERR_POISONED');
    const told = await waiting;
    assert.equal([told.code, told.reason], ['SLUICE_ERR_POISONED', PoisonReason.PoisonAlignment]);
    await tick(20);
    assert.equal(states, [297]);
    assert.equal(
      closes.map(({ reason }) => reason),
      [3, 3],
    );
  });

  it('follows from a head, too', async () => {
    const { near, farLink } = makePair({ sendOrder: 0 });
    wordsOf(farLink).reader[HEAD] = 2 ** 20;
    let error: (Error & { reason?: number }) | undefined;
    for (let i = 0; i < 100 && error === undefined; i += 1) {
      await near.sendBytes(new Uint8Array(900)).catch((thrown) => {
        error = thrown;
      });
    }
    assert.is(error?.reason, PoisonReason.PoisonHead);
  });

  it('follows from a reference that leads astray, and from a release that was never lent', () => {
    const arena = { blockSize: 64, blockCount: 8 };
    for (const forged of [
      { region: 1 },
      { block: 8 },
      { length: 513 },
      { block: 7, length: 65 },
      { generation: 2 },
      { generation: 0 },
    ]) {
      const { near, far, farLink } = makePair({ arena });
      far.tryPrepReference(64, 0, 0);
      const { ring } = wordsOf(farLink);
      for (const [i, name] of ['region', 'block', 'length', 'generation'].entries())
        ring[4 + i] = (forged as Record<string, number>)[name] ?? ring[4 + i] ?? 0;
      far.sendMessages();
      assert.is(near.tryGet(), CLOSED, JSON.stringify(forged));
      assert.is((near.error as { reason?: number } | null)?.reason, PoisonReason.PoisonReference);
    }
    const { near, farLink } = makePair({ arena });
    near.tryPrepReference(64, 0, 0);
    new Int32Array(farLink.own, farLink.ownParts.releasedData, 8)[0] = 2;
    assert.is(near.tryPrepReference(64, 0, 0), CLOSED);
    assert.is((near.error as { reason?: number } | null)?.reason, PoisonReason.PoisonReleased);
  });
});

describe('a channel whose peer was gone before END is read', (it) => {
  it.after.each(closeAll);

  it('is over with END, and says so', async () => {
    const { near, far } = makePair();
    const closes: unknown[] = [];
    near.on('close', (error) => closes.push(error));
    put(far, ONE);
    far.end();
    far.disconnectNow();
    assert.is(near.getRemoteState(), EndpointState.Disconnected);
    await tick();
    assert.equal(closes, []);
    assert.equal(take(near), [0]);
    assert.is(near.tryGet(), CLOSED);
    await tick();
    await tick();
    assert.equal(closes, [null]);
  });
});
