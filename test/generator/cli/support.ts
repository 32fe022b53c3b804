/** What the CLI tests share: the real binary in a child process, and folders that go away afterwards. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportFailure } from '../../../generator/cli/failure.ts';
import { runProgram } from '../../../generator/cli/program.ts';

const MAIN = fileURLToPath(new URL('../../../generator/cli/main.js', import.meta.url));
export const REPOSITORY: string = path.resolve(fileURLToPath(new URL('../../../..', import.meta.url)));
/** What a user's shell may set and a test must not inherit. */
const PLAIN = { FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined };

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs `sluice ARGS` to its end. */
export function sluice(args: readonly string[], { cwd = REPOSITORY, env = {}, input = '' }: RunOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    input,
    env: { ...process.env, ...PLAIN, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Streams whose text `sluiceHere` keeps. */
const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Runs `sluice ARGS` to its end within this process, which saves the start of one: for what a command says and writes. Of the real binary, only
 * `main.ts` is left out; each command has tests that run that, too.
 */
export async function sluiceHere(args: readonly string[], { cwd = REPOSITORY }: Pick<RunOptions, 'cwd'> = {}): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const before = { cwd: process.cwd(), plain: process.env['NO_COLOR'], writes: STREAMS.map((name) => process[name].write) };
  process.chdir(cwd);
  process.env['NO_COLOR'] = '1';
  for (const name of STREAMS)
    process[name].write = (text: string | Uint8Array): boolean => {
      said[name] += Buffer.from(text as string).toString();
      return true;
    };
  try {
    const status = await runProgram(args).catch((error: unknown) => reportFailure(error, { debug: args.includes('--debug') }));
    return { status, ...said };
  } finally {
    for (const [at, name] of STREAMS.entries()) process[name].write = before.writes[at] as typeof process.stdout.write;
    if (before.plain === undefined) delete process.env['NO_COLOR'];
    else process.env['NO_COLOR'] = before.plain;
    process.chdir(before.cwd);
  }
}

/** Starts `sluice ARGS` and hands the process over; the caller ends it. */
export function startSluice(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...PLAIN }, stdio: ['ignore', 'pipe', 'pipe'] });
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder with these files (path to text), removed when this process ends. */
export function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-cli-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** A schema with a header, a hole, a tail and two messages. */
export const PING_SCHEMA = `protocol: ping
language: 1
c_prefix: [PING_, ping_]
enums:
  - name: ping_mood
    type: u8
    values:
      - { name: PING_GOOD, value: 1 }
      - { name: PING_BAD, value: 2 }
structs:
  - name: ping_header
    fields:
      - { name: code, type: u16, role: code }
      - { name: size, type: u32, role: size }
  - name: ping_place
    packing: natural
    fields:
      - { name: mood, type: ping_mood }
      - { name: at, type: u64 }
frame: { header: ping_header }
messages:
  - name: PING_ASK
    code: 1
    reply: [PING_SAY]
    body:
      name: ping_ask
      fields:
        - { name: nonce, type: u32 }
  - name: PING_SAY
    code: 2
    body:
      name: ping_say
      fields:
        - { name: nonce, type: u32 }
        - { name: place, type: ping_place }
        - { name: nwords, type: u16 }
      tails:
        - { name: words, kind: array, type: u16, count: nwords }
`;

/** The same with a type that nobody defined, at line 18, column 29. */
export const BROKEN_SCHEMA: string = PING_SCHEMA.replace('type: ping_mood }', 'type: ping_mod }');

export const PING_CONFIG = `protocols:
  - schema: ping.yaml
    out: out
`;
