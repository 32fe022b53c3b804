import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type ExitCode } from '../exit.ts';
import { openObserver, type WhichOptions } from '../observe.ts';
import { colorsFor, print } from '../terminal.ts';
import { TopScreen } from '../top-screen.ts';
import { TopView } from '../top-view.ts';

export interface TopOptions extends WhichOptions {
  readonly interval: number;
  readonly count?: number;
  readonly sort: string;
  readonly json?: boolean;
}

/** `sluice top`: samples until it is told to stop; a live table on a terminal, else one table, or one line of JSON, after the other. */
export async function top(options: TopOptions): Promise<ExitCode> {
  const observer = openObserver(options, true);
  const quit = new AbortController();
  const onQuit = (): void => quit.abort();
  const view = new TopView(options.sort);
  const screen = process.stdout.isTTY && !options.json ? new TopScreen(view, onQuit) : null;
  process.once('SIGINT', onQuit).once('SIGTERM', onQuit);
  try {
    for (let left = options.count ?? Number.POSITIVE_INFINITY; left > 0 && !quit.signal.aborted; left -= 1) {
      const sample = observer.sample();
      view.show(sample);
      if (screen !== null) screen.draw();
      else if (options.json) print(JSON.stringify(sample));
      else print(`${sample.time}\n${view.table(colorsFor(process.stdout))}\n`);
      if (left > 1) await sleep(options.interval * 1000, undefined, { signal: quit.signal }).catch(() => undefined);
    }
  } finally {
    screen?.close();
  }
  return EXIT.ok;
}
