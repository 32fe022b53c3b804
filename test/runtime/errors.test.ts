import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { ChannelError, ChannelErrorCode, PeerDied, PeerProtocolError, PeerUnresponsive } from '../../runtime/errors.ts';
import { describe } from '../support/index.ts';

describe('errors of channels', (it) => {
  it('have a code that error.h has, too', () => {
    const header = readFileSync(fileURLToPath(new URL('../../../native/include/sluice/error.h', import.meta.url)), 'utf8');
    for (const [name, code] of Object.entries(ChannelErrorCode)) {
      assert.is(code, `SLUICE_ERR_${name}`);
      assert.match(header, new RegExp(`^\t${code} = \\d+,`, 'm'));
    }
  });

  it('say nothing that they were not told', () => {
    const { code, message, name, started, errno, syscall, reason, refusal, cause } = new ChannelError('SLUICE_ERR_STATE', 'no');
    assert.equal([code, message, name, started], ['SLUICE_ERR_STATE', 'no', 'ChannelError', 'no']);
    assert.equal([errno, syscall, reason, refusal, cause], [null, null, null, null, undefined]);
  });

  it('say in a dead peer whether something was under way', () => {
    const idle = new PeerDied(64, 64);
    assert.ok(idle instanceof ChannelError);
    assert.equal([idle.name, idle.code, idle.started], ['PeerDied', 'SLUICE_ERR_PEER_DIED', 'no']);
    const busy = new PeerDied(64, 32);
    assert.equal([busy.sent, busy.released, busy.started], [64, 32, 'unknown']);
    assert.is(busy.message, 'the peer died: sent=64 released=32');
  });

  it('carry the rule that a liar broke', () => {
    const error = new PeerProtocolError(1, 'the tail went back', { started: 'unknown' });
    assert.equal([error.code, error.reason, error.started], ['SLUICE_ERR_POISONED', 1, 'unknown']);
  });

  it('tell a silent peer from a dead one', () => {
    assert.is(new PeerUnresponsive('nothing in 5 ms').code, 'SLUICE_ERR_PEER_UNRESPONSIVE');
  });
});
