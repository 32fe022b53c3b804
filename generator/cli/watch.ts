import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type FSWatcher, watch as watchFolders } from 'chokidar';
import { describeWritten, writeProject } from './commands/generate.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { reportFailure } from './failure.ts';
import { Memory } from './memory.ts';
import { notice, plural } from './terminal.ts';

/** Editors save in several steps (write, rename, chmod); a run starts when they have been quiet for this long. */
const QUIET_MS = 60;
/** File systems stamp files with a clock that may lag behind ours by a tick. */
const CLOCK_SLACK_MS = 20;

/**
 * Generates now and after every change of the config file, a schema or an include, until it is interrupted. A broken
 * schema is reported and waited for.
 */
export async function watchProject(configFile: string): Promise<ExitCode> {
  const session = new WatchSession(configFile);
  await session.start();
  await new Promise<void>((resolve, reject) => {
    session.onFailure = reject;
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  }).finally(() => session.close());
  return EXIT.ok;
}

class WatchSession {
  onFailure: (error: unknown) => void = () => {};
  readonly #configFile: string;
  /** Only the protocol whose file was saved is made again. */
  readonly #memory = new Memory();
  #watcher: FSWatcher | undefined;
  #watched: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(configFile: string) {
    this.#configFile = configFile;
  }

  start(): Promise<void> {
    this.#running = this.#run();
    return this.#running;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    await this.#watcher?.close();
  }

  /** Generates, then watches what that asked for; again at once when some of it changed in between. */
  async #run(): Promise<void> {
    const startedAt = Date.now();
    const sources = new Set<string>();
    try {
      notice(describeWritten(await writeProject(this.#configFile, sources, this.#memory)));
    } catch (error) {
      await reportFailure(error, { debug: false });
    }
    await this.#watch(sources);
    if ([...sources].some((file) => changedSince(file, startedAt))) return this.#run();
    notice(`watching ${plural(sources.size, 'file')}; Ctrl-C ends`);
  }

  /**
   * Watches the folders of the files, not the files: a save that renames a new file over the old one, and an include that
   * does not exist yet, are seen all the same.
   */
  async #watch(sources: ReadonlySet<string>): Promise<void> {
    const folders = new Set([...sources].map(nearestFolder));
    const watched = new Set([...sources, ...folders]);
    if (isSameSet(watched, this.#watched)) return;
    this.#watched = watched;
    await this.#watcher?.close();
    const isOnTheWay = (name: string): boolean =>
      [...sources].some((file) => file === name || file.startsWith(name.endsWith(path.sep) ? name : name + path.sep));
    this.#watcher = watchFolders([...folders], {
      depth: 0,
      ignoreInitial: true,
      ignored: (name) => !isOnTheWay(path.resolve(name)),
    });
    await once(this.#watcher, 'ready');
    this.#watcher.on('error', (error) => this.onFailure(error)).on('all', () => this.#schedule());
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#running.then(() => this.#run()).catch((error: unknown) => this.onFailure(error));
    }, QUIET_MS);
  }
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

/** The folder of a file, or the first one above that exists. */
function nearestFolder(file: string): string {
  const folder = path.dirname(file);
  return existsSync(folder) || folder === file ? folder : nearestFolder(folder);
}

/** By the time of its inode: a rename over a file keeps the time of the text. */
function changedSince(file: string, timeMs: number): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && stats.ctimeMs > timeMs - CLOCK_SLACK_MS;
}
