import { LIST_COLUMNS, renderChannels, sortChannels } from '../channel-table.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { openObserver, type WhichOptions } from '../observe.ts';
import { colorsFor, notice, print } from '../terminal.ts';

export interface ChannelsOptions extends WhichOptions {
  readonly ended?: boolean;
  readonly json?: boolean;
}

/** `sluice channels`: every endpoint of a channel that this user may see, once. */
export async function channels(options: ChannelsOptions): Promise<ExitCode> {
  const sample = openObserver(options, options.ended === true).sample();
  if (options.json) print(JSON.stringify({ time: sample.time, channels: sample.channels }, null, 2));
  else if (sample.channels.length === 0) notice('no channel is open that could be seen from here');
  else {
    const [first] = LIST_COLUMNS;
    const sorted = first === undefined ? sample.channels : sortChannels(sample.channels, first, true);
    print(renderChannels(sorted, LIST_COLUMNS, colorsFor(process.stdout)));
  }
  return EXIT.ok;
}
