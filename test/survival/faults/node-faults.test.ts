import { describe } from '../../support/index.ts';
import { FaultyNode } from './node-run.ts';

describe('bad luck: calls of the system fail, in Node', (it) => {
  const node = new FaultyNode();
  it.after(() => node.close());

  it('has an errno for a segment that can not be made', () => node.survives('records', 'memfd_create'));
  it('tells lost descriptors and short messages apart', () => node.survives('records', 'recvmsg'));
  it('goes on publishing when a subscriber can not be accepted', () => node.survives('broadcast', 'accept4'));
  it('sleeps again after a signal, in a worker that blocks', () => node.survives('blocking', 'ppoll'));
});
