import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { addonBuildCommand, loadAddon } from '../../runtime/memory/addon.ts';
import { askTarget, findCompilers } from '../verify/index.ts';
import { InputError } from './exit.ts';
import { ProblemsError } from './failure.ts';
import { compareOutputs } from './output-folder.ts';
import { packageManifest } from './package-root.ts';
import { planOutputs } from './plan.ts';
import { fromHere, openProject, type Project } from './project.ts';
import { plural } from './terminal.ts';
import { createVerifyIo } from './verify-io.ts';

export type FindingStatus = 'ok' | 'warn' | 'missing' | 'broken';

/** One line of `sluice doctor`. `broken` alone makes it fail. */
export interface Finding {
  /** Stable, for machines. */
  readonly check: string;
  readonly status: FindingStatus;
  readonly message: string;
  /** What to do, or null when there is nothing to. */
  readonly fix: string | null;
}

/** Looks at the machine, and at the project of a config file where there is one. */
export async function examine(configFile: string): Promise<Finding[]> {
  const findings = [checkNode(), ...(await checkCompilers()), checkPlatform()];
  if (!existsSync(configFile)) {
    const fix = 'write one, or start with `sluice init DIR`';
    return [...findings, finding('config', 'missing', `there is no ${fromHere(configFile)}`, fix)];
  }
  const project = tryOpen(configFile);
  const folder = path.dirname(configFile);
  if ('check' in project) return [...findings, project, checkSluice(folder), checkTypescript(folder)];
  const schemas = plural(project.protocols.length, 'schema');
  findings.push(finding('config', 'ok', `${fromHere(configFile)} and its ${schemas} have no problem`));
  findings.push(await checkDrift(project), checkSluice(folder), checkTypescript(folder));
  return [...findings, ...checkModelines(project)];
}

function finding(check: string, status: FindingStatus, message: string, fix: string | null = null): Finding {
  return { check, status, message, fix };
}

function checkNode(): Finding {
  const wanted = packageManifest().engines.node;
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(wanted) ?? []).slice(1).map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = ownMajor > major || (ownMajor === major && ownMinor >= minor);
  const message = `Node ${process.versions.node}, ${wanted} is needed`;
  return isEnough ? finding('node', 'ok', message) : finding('node', 'broken', message, 'install a newer Node');
}

async function checkCompilers(): Promise<Finding[]> {
  const io = createVerifyIo();
  const compilers = await findCompilers(io);
  if (compilers.length === 0) {
    return [
      finding('compilers', 'missing', 'no C compiler on the PATH: `sluice verify` can prove nothing', 'install gcc or clang'),
    ];
  }
  return Promise.all(
    compilers.map(async (compiler) => {
      const target = await askTarget(compiler, io);
      if (target && 'dataModel' in target) return finding('compilers', 'ok', `${compiler} proves ${target.dataModel}`);
      const why = target?.unsupported ?? 'does not say what it compiles for';
      return finding('compilers', 'warn', `${compiler} proves nothing: ${why}`, 'use another compiler for `sluice verify`');
    }),
  );
}

function checkPlatform(): Finding {
  if (process.platform === 'linux') return checkAddon();
  const fix = 'run what needs it on Linux; the generator and the codecs work here';
  return finding('shared-memory', 'missing', `the shared-memory runtime does not run on ${process.platform}`, fix);
}

/** The runtime is the addon: without it, generator and codecs are all that works. */
function checkAddon(): Finding {
  try {
    loadAddon();
    return finding('shared-memory', 'ok', 'the shared-memory runtime runs: Linux, and its addon loads');
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    const fix = `install gcc or clang and make, and run \`${addonBuildCommand()}\``;
    return finding('shared-memory', 'missing', `no shared-memory runtime: ${message}${why}`, fix);
  }
}

/** The project, or what is wrong with it. */
function tryOpen(configFile: string): Project | Finding {
  try {
    return openProject(configFile);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const first = error instanceof ProblemsError ? error.problems[0] : undefined;
    const where = first
      ? `${first.file}:${first.start.line}:${first.start.column} ${first.code} ${first.message}`
      : error.message;
    const more = error instanceof ProblemsError && error.problems.length > 1 ? ` (${error.message})` : '';
    return finding('config', 'broken', where + more, `\`sluice generate\` shows ${first ? 'them all' : 'it'}`);
  }
}

async function checkDrift(project: Project): Promise<Finding> {
  const { missing, extra, differing, unchanged } = compareOutputs(await planOutputs(project, () => {}));
  const drifted = missing.length + extra.length + differing.size;
  if (drifted === 0) return finding('generated', 'ok', `${plural(unchanged, 'generated file')} up to date`);
  const message = `${missing.length} missing, ${extra.length} extra, ${differing.size} differing of the generated files`;
  return finding('generated', 'broken', message, 'run `sluice generate`');
}

/** Generated code imports `sluice/...`: what that finds from the project should be the Sluice that generates. */
function checkSluice(folder: string): Finding {
  const own = packageManifest().version;
  const found = versionOf('sluice', folder);
  if (found === null) {
    const message = 'generated code imports sluice/runtime/codec, which is not found from the project';
    return finding('sluice', 'missing', message, 'add sluice to the dependencies and install them');
  }
  if (found !== own) {
    const message = `generated code imports sluice ${found}, but this is ${own}`;
    return finding('sluice', 'warn', message, 'run the sluice of the project (an npm script), or install the same version');
  }
  if (canResolve('sluice/runtime/stub', folder))
    return finding('sluice', 'ok', `generated code imports sluice ${found}, which is this one`);
  const message = `generated stubs import sluice/runtime/stub, which is not found in sluice ${found} of the project`;
  return finding('sluice', 'missing', message, 'install it again; a clone of it wants `npm run build` first');
}

function checkTypescript(folder: string): Finding {
  const found = versionOf('typescript', folder);
  if (found !== null) return finding('typescript', 'ok', `TypeScript ${found} in the project`);
  return finding('typescript', 'missing', 'no TypeScript in the project', 'add typescript, unless something else compiles it');
}

/** Whether modules of a folder would find another module, file and all. */
function canResolve(name: string, folder: string): boolean {
  try {
    createRequire(path.join(folder, 'x.js')).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Version of a package as modules of a folder would find it; a package may also find itself. */
function versionOf(name: string, folder: string): string | null {
  try {
    const file = createRequire(path.join(folder, 'x.js')).resolve(`${name}/package.json`);
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}

const MODELINE = /^# yaml-language-server: \$schema=(\S+)/m;

/** Editors complete a schema when its first comment says where the JSON Schema is. */
function checkModelines({ folder, protocols }: Project): Finding[] {
  return [...new Set(protocols.map(({ entry }) => entry.schema))].map((name) => {
    const file = path.resolve(folder, name);
    const target = MODELINE.exec(readFileSync(file, 'utf8'))?.[1];
    const shown = fromHere(file);
    if (target === undefined) {
      const fix = 'start it with `# yaml-language-server: $schema=` and a relative path to what `sluice schema` prints';
      return finding('modeline', 'warn', `${shown} does not tell editors its schema`, fix);
    }
    const isThere = /^\w+:\/\//.test(target) || existsSync(path.resolve(path.dirname(file), target));
    if (isThere) return finding('modeline', 'ok', `${shown} tells editors its schema`);
    return finding(
      'modeline',
      'warn',
      `${shown} names ${target}, which is not there`,
      'install the dependencies, or mend the path',
    );
  });
}
