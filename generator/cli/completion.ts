import { readFileSync } from 'node:fs';
import type { Argument, Command, Option } from 'commander';

/** What `sluice __complete` prints: words that fit, or that the shell should offer files or folders. */
export interface Completion {
  readonly words: readonly { readonly word: string; readonly description: string }[];
  readonly shell: 'files' | 'folders' | null;
}

const NOTHING: Completion = { words: [], shell: null };

/** Whose files are no schemas: the way there is what can be offered. */
const PATH_OPTIONS: readonly string[] = ['--socket', '--pid-file', '--dir'];

/**
 * What may stand where the cursor is. It reads the commands of the program itself, so it never knows less than the parser.
 *
 * @param words - the command line after `sluice`, up to the word at the cursor, which may be empty
 */
export async function completeWords(program: Command, words: readonly string[]): Promise<Completion> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const found = await candidates(program, before, current);
  return { ...found, words: found.words.filter(({ word }) => word.startsWith(current)) };
}

async function candidates(program: Command, before: readonly string[], current: string): Promise<Completion> {
  const at = before.findIndex((word) => !word.startsWith('-'));
  if (at === -1) return current.startsWith('-') ? optionsOf(program) : commandsOf(program);
  if (before[at] === 'help') return at === before.length - 1 ? commandsOf(program) : NOTHING;
  const command = program.commands.find((each) => each.name() === before[at]);
  if (!command) return NOTHING;
  const { positions, pending } = readWords(command, before.slice(at + 1));
  if (pending) return valuesOf(command, pending, positions);
  if (current.startsWith('-')) return optionsOf(command);
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[positions.length] ?? (last?.variadic ? last : undefined);
  return argument ? argumentsOf(command, argument, positions) : NOTHING;
}

/** Arguments that are there already, and the option that waits for its value. */
function readWords(command: Command, words: readonly string[]): { positions: string[]; pending: Option | null } {
  const positions: string[] = [];
  let pending: Option | null = null;
  for (const word of words) {
    if (pending) pending = null;
    else if (word.startsWith('-'))
      pending = command.options.find(({ long, short, required }) => (long === word || short === word) && required) ?? null;
    else positions.push(word);
  }
  return { positions, pending };
}

function commandsOf(program: Command): Completion {
  return wordsOf(program.commands.map((command) => [command.name(), command.description()]));
}

function optionsOf({ options }: Command): Completion {
  return wordsOf([
    ...options.map(({ long, description }): [string, string] => [long ?? '', description]),
    ['--help', 'print help'],
  ]);
}

function wordsOf(entries: Iterable<readonly [string, string]>): Completion {
  return { words: Array.from(entries, ([word, description]) => ({ word, description })), shell: null };
}

function plainWords(words: readonly string[]): Completion {
  return wordsOf(words.map((word) => [word, '']));
}

async function valuesOf(command: Command, { long, argChoices }: Option, positions: readonly string[]): Promise<Completion> {
  if (argChoices) return plainWords(argChoices);
  if (long === '--config-file') return { words: [], shell: 'files' };
  if (long !== undefined && PATH_OPTIONS.includes(long)) return { words: [], shell: 'folders' };
  if (long === '--address' || long === '--pid') return channelsNow(long);
  if (long === '--data-model') return plainWords((await import('../layout/index.ts')).DATA_MODELS);
  if (long === '--config' || long === '--as') return namesIn(positions[0], command.name(), long);
  return NOTHING;
}

async function argumentsOf(command: Command, argument: Argument, positions: readonly string[]): Promise<Completion> {
  if (argument.argChoices) return plainWords(argument.argChoices);
  switch (argument.name()) {
    case 'schema':
    case 'schemas':
    case 'files':
      return { words: [], shell: 'files' };
    case 'dir':
      return { words: [], shell: 'folders' };
    case 'code':
      return wordsOf((await import('./diagnostic-page.ts')).DIAGNOSTIC_RULES);
    default:
      return namesIn(positions[0], command.name(), argument.name());
  }
}

/** Where channels are open, or in which processes. */
async function channelsNow(what: string): Promise<Completion> {
  const { Observer } = await import('../../runtime/observe/observer.ts');
  const { channels } = new Observer().sample();
  if (what === '--pid') return wordsOf(new Map(channels.map(({ pid, comm }) => [String(pid), comm])));
  return plainWords([...new Set(channels.map(({ address }) => address))].filter((address) => /^[\x21-\x7e]+$/.test(address)));
}

/** Names of configs, messages or items in the schema that stands on the command line; none of a schema with mistakes. */
async function namesIn(file: string | undefined, command: string, what: string): Promise<Completion> {
  if (file === undefined) return NOTHING;
  const { checkSchema, computeLayout } = await import('../index.ts');
  const { schema } = checkSchema(file, (name) => readFileSync(name));
  if (!schema) return NOTHING;
  if (what === '--config') return plainWords(schema.configs.map(({ name }) => name));
  const { messages, rpcs, aggregates } = computeLayout(schema);
  const items = [...messages, ...rpcs, ...(command === 'layout' ? aggregates : [])];
  return wordsOf(new Map(items.map(({ name, doc }) => [name, doc.split('\n', 1)[0] ?? ''])));
}
