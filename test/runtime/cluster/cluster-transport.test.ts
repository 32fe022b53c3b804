import * as assert from 'uvu/assert';
import { transportCases, within } from '../../../runtime/stub/conformance.ts';
import { CallKind, ENVELOPE_SIZE, putEnvelope } from '../../../runtime/stub/envelope.ts';
import type { Transport } from '../../../runtime/stub/transport.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { MemberPairs } from './descriptor-pair.ts';

/**
 * What a cluster does otherwise: a death ends the calls of the dead and no connection (examples/cluster.deep.ts has those), and an answer can't be
 * forged by a record, as it goes to the slot of its request. What is no record of a call is not sent.
 */
const OTHERWISE: readonly string[] = [
  'calls: the death of the server fails what waits, and what comes later',
  'calls: the death of the caller aborts its handlers',
  'calls: answers that nobody waits for are dropped and counted',
  'calls: a record that is shorter than an envelope ends the connection',
  'calls: a record that has a kind that there is not ends the connection',
  'calls: a record that is a request without a correlation ends the connection',
];

describeWithAddon('conformance of the cluster transport', (it) => {
  const pairs = new MemberPairs();
  it.after.each(() => pairs.close());

  for (const { name, run } of transportCases) {
    // Only records of calls go over a cluster.
    if (name.startsWith('calls: ') && !OTHERWISE.includes(name)) it(name, () => run(() => pairs.makePair()));
  }
});

describeWithAddon('records of the cluster transport', (it) => {
  const pairs = new MemberPairs();
  it.after.each(() => pairs.close());

  it('do not take a queued one-way call back, by a cancellation without a correlation', async () => {
    const [near, far] = await pairs.makePair();
    commit(near, CallKind.CallOneway, 7);
    commit(near, CallKind.CallCancel, 0);
    near.publish();
    assert.equal(await nextRecord(far), { kind: CallKind.CallOneway, code: 7 });
  });
});

function commit(to: Transport, kind: CallKind, code: number): void {
  assert.is(to.tryReserve(ENVELOPE_SIZE), 0);
  putEnvelope(to.outgoing, 0, kind, 0, 0, code, 0, 0, 0);
  to.commit(ENVELOPE_SIZE);
}

/** The first record that comes. */
function nextRecord(from: Transport): Promise<{ kind: number; code: number }> {
  const come = new Promise<{ kind: number; code: number }>((resolve, reject) => {
    from.listener = {
      onReadable: () => from.poll((view, at) => resolve({ kind: view.getUint8(at), code: view.getUint32(at + 8, true) }), 8),
      onWritable: () => {},
      onClose: reject,
    };
  });
  return within(come, 'a record');
}
