import { describe } from '../../support/index.ts';
import { FaultyNode } from './node-run.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  records: 'around records, references and a stream on the event loop',
  blocking: 'around the same in a worker that blocks',
  calls: 'around calls over a channel',
  broadcast: 'around a broadcast',
};

describe('bad luck: each call of the system fails once in each of its ways, in Node', (it) => {
  const node = new FaultyNode();
  it.after(() => node.close());

  for (const [scenario, sentence] of Object.entries(SENTENCES)) it(sentence, () => node.survives(scenario));
});
