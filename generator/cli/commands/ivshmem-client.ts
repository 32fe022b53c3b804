import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectIvshmem, type IvshmemClient } from '../../../runtime/ivshmem/index.ts';
import { EXIT, type ExitCode, InputError } from '../exit.ts';
import { HELP, runClientCommand } from '../ivshmem-commands.ts';
import { notice, print } from '../terminal.ts';

export interface ClientArguments {
  readonly verbose?: boolean;
  readonly socket: string;
  readonly json?: boolean;
}

const RECONNECT_MS = 1000;

/** `sluice ivshmem-client`: reads commands from stdin, and connects again once a second. 1 when a command of a script was wrong. */
export async function ivshmemClient(args: ClientArguments): Promise<ExitCode> {
  if (process.platform !== 'linux') throw new InputError(`an ivshmem client needs Linux: platform=${process.platform}`);
  const quit = new AbortController();
  const onQuit = (): void => quit.abort();
  process.once('SIGINT', onQuit).once('SIGTERM', onQuit);
  const client = await connectWhenPossible(args, quit.signal);
  if (client === null) return EXIT.input;
  tellEvents(client, args);
  try {
    return await runCommands(client, args, quit.signal);
  } finally {
    client.close();
  }
}

/** Null when it was interrupted first, or nobody is there who would wait: stdin is no terminal. */
async function connectWhenPossible({ socket }: ClientArguments, signal: AbortSignal): Promise<IvshmemClient | null> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      return connectIvshmem(socket, { reconnectMs: RECONNECT_MS });
    } catch (error) {
      if (isFirst || !process.stdin.isTTY) notice(`error: ${(error as Error).message}`);
      if (!process.stdin.isTTY) return null;
    }
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

function tellEvents(client: IvshmemClient, { json, verbose }: ClientArguments): void {
  const tell = (event: string, details: object, text: string, isQuiet = false): void => {
    if (json) print(JSON.stringify({ event, ...details }));
    else if (!isQuiet || verbose) print(text);
  };
  client.on('ready', (id) =>
    tell(
      'ready',
      { id, vectors: client.vectors, size: client.size },
      `own id ${id}, ${client.vectors} vectors, ${client.size} bytes`,
    ),
  );
  client.on('join', (peer) => tell('join', { peer }, `peer ${peer.id} joins: ${peer.vectors} vectors`, true));
  client.on('leave', (id) => tell('leave', { id }, `peer ${id} leaves`, true));
  client.on('kick', (vector) => tell('kick', { vector }, `kick on vector ${vector}`));
  client.on('fault', ({ code, value }) =>
    tell('fault', { code, value: String(value) }, `the server is wrong: ${code} value=${value}`),
  );
  client.on('lost', ({ code, message }) => tell('lost', { code }, message));
}

/** Commands are separated by line ends and semicolons, as in QEMU's client. They wait until the client is ready. */
async function runCommands(client: IvshmemClient, args: ClientArguments, signal: AbortSignal): Promise<ExitCode> {
  await untilReady(client, signal);
  if (process.stdin.isTTY && !args.json) print(HELP);
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  if (signal.aborted) lines.close();
  signal.addEventListener('abort', () => lines.close());
  let wrong = 0;
  for await (const line of lines) {
    for (const command of line.split(/[;\r]/)) {
      const answer = runClientCommand(client, command, args.json === true);
      if (answer.isExit) return wrong > 0 && !process.stdin.isTTY ? EXIT.input : EXIT.ok;
      if (answer.text !== '') (answer.isWrong ? notice : print)(answer.text);
      if (answer.isWrong) wrong += 1;
    }
  }
  return wrong > 0 && !process.stdin.isTTY ? EXIT.input : EXIT.ok;
}

async function untilReady(client: IvshmemClient, signal: AbortSignal): Promise<void> {
  if (client.isReady) return;
  await new Promise<void>((resolve) => {
    client.once('ready', () => resolve());
    // A server that is none: its words are told as events, and commands answer for what there is.
    client.once('lost', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
