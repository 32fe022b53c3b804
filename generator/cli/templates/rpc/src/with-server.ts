import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectSocket } from 'sluice/runtime/stub';
import { StoreClient } from '../generated/store/index.js';

const COMMANDS = {
  TypeScript: [process.execPath, fileURLToPath(new URL('server.js', import.meta.url))],
  C: [fileURLToPath(new URL('../server', import.meta.url))],
} as const;
export type Language = keyof typeof COMMANDS;
export const LANGUAGES = Object.keys(COMMANDS) as Language[];

/** Starts a server on a socket in a folder of its own, lets `use` call it, and ends it. */
export async function withServer<Result>(language: Language, use: (client: StoreClient) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'store-'));
  const socket = path.join(folder, 'socket');
  const [command, ...args] = COMMANDS[language];
  const server = spawn(command, [...args, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    // The first thing that a server prints is that it listens.
    const ended = once(server, 'exit').then(() => Promise.reject(new Error(`the ${language} server ended`)));
    await Promise.race([once(server.stdout, 'data'), ended]);
    ended.catch(() => {});
    const transport = await connectSocket(socket);
    try {
      return await use(new StoreClient(transport, { timeoutMs: 5000 }));
    } finally {
      transport.close();
    }
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
