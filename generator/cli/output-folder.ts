import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasBanner } from '../emit/banner.ts';
import { CONFIG_FILE_NAME } from './config-file.ts';
import { InputError } from './exit.ts';
import type { Plan } from './plan.ts';
import { fromHere } from './project.ts';

/** How the disk differs from a plan. Paths are absolute, in the plan's order. */
export interface Difference {
  readonly missing: readonly string[];
  /** Path and the text on disk. */
  readonly differing: ReadonlyMap<string, string>;
  /** Generated files that the plan no longer makes. */
  readonly extra: readonly string[];
  readonly unchanged: number;
}

/** Compares a plan with the disk; writes nothing. */
export function compareOutputs({ files, folders }: Plan): Difference {
  const missing: string[] = [];
  const differing = new Map<string, string>();
  for (const [target, text] of files) {
    const found = readOrNull(target);
    if (found === null) missing.push(target);
    else if (found !== text) differing.set(target, found);
  }
  const extra = folders.flatMap(generatedFiles).filter((file) => !files.has(file));
  return { missing, differing, extra: [...new Set(extra)], unchanged: files.size - missing.length - differing.size };
}

/** Makes the disk equal to the plan: writes what is missing or differs, removes what is extra, touches nothing else. */
export function applyOutputs(plan: Plan, { missing, differing, extra }: Difference): void {
  for (const [target, found] of differing) {
    if (!hasBanner(found)) {
      throw new InputError(`${fromHere(target)} was not written by sluice; move it away, or choose another \`out:\``);
    }
  }
  for (const target of [...missing, ...differing.keys()]) {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, plan.files.get(target) ?? '');
  }
  for (const file of extra) {
    rmSync(file);
    removeIfEmpty(path.dirname(file));
  }
}

/**
 * Files with our banner where a plan of this tool can have put them: in the output folder and one level below (a folder
 * per config). Links are not followed, and a folder with a config file of its own is another project's.
 */
function generatedFiles(folder: string): string[] {
  const nested = listFolder(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => path.join(folder, entry.name))
    .filter((subfolder) => !existsSync(path.join(subfolder, CONFIG_FILE_NAME)));
  return [folder, ...nested].flatMap(filesWithBanner);
}

function filesWithBanner(folder: string): string[] {
  return listFolder(folder)
    .filter((entry) => entry.isFile() && /\.(ts|h|c)$/.test(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .filter((file) => hasBanner(readFileSync(file, 'utf8')));
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
