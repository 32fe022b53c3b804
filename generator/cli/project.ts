import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Schema } from '../index.ts';
import { nearest, type Problem } from '../load/index.ts';
import { CONFIG_FILE_NAME, configProblem, type ProtocolEntry, parseConfigFile } from './config-file.ts';
import { InputError } from './exit.ts';
import { distinctProblems, ProblemsError } from './failure.ts';
import { Memory } from './memory.ts';
import { toSlashes } from './schema-file.ts';

/** A config file with every schema it names, checked. */
export interface Project {
  /** Absolute folder of the config file: every path in it starts here. */
  readonly folder: string;
  readonly protocols: readonly Protocol[];
}

export interface Protocol {
  readonly entry: ProtocolEntry;
  readonly schema: Schema;
  /** Configs to write, first the default; `[null]` when the schema has none. */
  readonly configs: readonly (string | null)[];
}

/** Absolute path of the config file that a command means. */
export function configPath(option: string | undefined): string {
  return path.resolve(option ?? CONFIG_FILE_NAME);
}

/**
 * Reads the config file and every schema it names, or throws all their problems.
 *
 * @param sources - receives the absolute path of every file that was asked for, also of those that are missing
 * @param memory - of earlier runs
 */
export function openProject(configFile: string, sources: Set<string> = new Set(), memory: Memory = new Memory()): Project {
  sources.add(configFile);
  const display = fromHere(configFile);
  if (!existsSync(configFile)) {
    throw new InputError(`there is no config file ${display}; write one, or name it with --config-file`);
  }
  const config = parseConfigFile(display, readFileSync(configFile));
  if (config.problems.length > 0) throw new ProblemsError(config.problems);
  const folder = path.dirname(configFile);
  const loaded = config.protocols.map((entry) => loadProtocol(folder, entry, sources, memory));
  const problems = distinctProblems(loaded.flatMap((protocol) => protocol.problems));
  if (problems.length > 0) throw new ProblemsError(problems);
  return { folder, protocols: loaded.flatMap(({ protocol }) => protocol ?? []) };
}

function loadProtocol(
  folder: string,
  entry: ProtocolEntry,
  sources: Set<string>,
  memory: Memory,
): { protocol: Protocol | null; problems: readonly Problem[] } {
  // The path as generated files name it: the same on every machine and from every working directory.
  const name = toSlashes(path.relative(folder, path.resolve(folder, entry.schema)));
  const { schema, problems, files } = memory.check(folder, name);
  for (const file of files) sources.add(path.resolve(folder, file));
  if (schema === null || problems.length > 0) {
    return { protocol: null, problems: problems.map((problem) => locate(problem, name, folder, entry)) };
  }
  const known = schema.configs.map((config) => config.name);
  const configs = entry.configs ?? (known.length > 0 ? known : [null]);
  return { protocol: { entry, schema, configs }, problems: unknownConfigs(entry, known) };
}

/** Makes a problem's path one from the working directory; a missing schema is a mistake of the config file's line. */
function locate(problem: Problem, name: string, folder: string, entry: ProtocolEntry): Problem {
  const isMissing = problem.code === 'SRC001' && problem.file === name;
  if (!isMissing) return { ...problem, file: fromHere(path.resolve(folder, problem.file)) };
  const { file, start, end } = configProblem('CFG004', entry.spans.schema, '');
  return { ...problem, file, start, end };
}

function unknownConfigs(entry: ProtocolEntry, known: readonly string[]): Problem[] {
  return (entry.configs ?? []).flatMap((config, index) => {
    const span = entry.spans.configs[index];
    if (known.includes(config) || !span) return [];
    const guess = nearest(config, known);
    const fix = guess ? `did you mean \`${guess}\`?` : known.length > 0 ? `it has ${known.join(', ')}` : 'leave `configs:` out';
    return [configProblem('CFG005', span, `\`${entry.schema}\` has no config \`${config}\``, fix)];
  });
}

/** An absolute path as a person in the working directory would write it. */
export function fromHere(absolute: string): string {
  return toSlashes(path.relative('.', absolute)) || '.';
}
