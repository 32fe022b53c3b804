import * as assert from 'uvu/assert';
import { Channel } from '../../../runtime/channel/channel.ts';
import { termsOf } from '../../../runtime/channel/options.ts';
import { ChannelError } from '../../../runtime/errors.ts';
import { loadAddon } from '../../../runtime/memory/addon.ts';
import type { NativeLink } from '../../../runtime/memory/native.ts';
import { describe } from '../../support/index.ts';
import { kernelCounts, turns, until } from '../memory/support.ts';

const ENOSPC = 28;

/** What the addon throws when the event loop can not take one more descriptor: `fs.epoll.max_user_watches`, or memory. */
function breakWatching(link: NativeLink): void {
  const failure = {
    status: 46,
    errno: ENOSPC,
    syscall: 'epoll_ctl',
    reason: 0,
    code: 0,
    expected: 0n,
    got: 0n,
    byPeer: false,
    detail: '',
  };
  Object.defineProperty(link, 'watch', {
    value: () => {
      throw Object.assign(new Error('SLUICE_ERR_SYSTEM'), failure);
    },
  });
}

describe('a channel that can not be watched', (it) => {
  it('is an error with its errno, and leaves nothing behind', async () => {
    const before = kernelCounts();
    const [near, far] = loadAddon().createPair(termsOf({}), termsOf({}));
    breakWatching(near);
    let thrown: unknown;
    try {
      new Channel(near);
    } catch (error) {
      thrown = error;
    }
    assert.instance(thrown, ChannelError);
    const { code, errno, syscall } = thrown as ChannelError;
    assert.equal([code, errno, syscall], ['SLUICE_ERR_SYSTEM', ENOSPC, 'epoll_ctl']);
    far.close();
    await turns();
    await until(() => kernelCounts().descriptors <= before.descriptors, 'descriptors are closed');
    assert.equal(kernelCounts(), before);
  });
});
