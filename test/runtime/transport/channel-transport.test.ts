import { type MakePair, transportCases } from '../../../runtime/stub/conformance.ts';
import { createChannelTransport } from '../../../runtime/transport/channel-transport.ts';
import { describe } from '../../support/index.ts';
import { closeAll, makePair } from '../channel/channel-pair.ts';

const kinds: [string, MakePair][] = [
  [
    'channel',
    async () => {
      const { near, far } = makePair();
      return [createChannelTransport(near), createChannelTransport(far)];
    },
  ],
  [
    'channel with larger rings',
    async () => {
      const { near, far } = makePair({ sendOrder: 8 });
      return [createChannelTransport(near), createChannelTransport(far)];
    },
  ],
];

for (const [transport, make] of kinds) {
  describe(`conformance of the ${transport}`, (it) => {
    it.after.each(closeAll);
    for (const { name, run } of transportCases) it(name, () => run(make));
  });
}
