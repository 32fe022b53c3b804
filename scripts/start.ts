/**
 * The tour (`npm start`): regenerate, prove, encode and decode, show one frame byte by byte, call servers and run a cluster. With `--vm` instead: a virtual machine
 * and this host call each other.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describeWritten, writeProject } from '../generator/cli/commands/generate.ts';
import { EXIT, type ExitCode } from '../generator/cli/exit.ts';
import { reportFailure } from '../generator/cli/failure.ts';
import { configPath, openProject, type Project } from '../generator/cli/project.ts';
import { proveLayouts } from '../generator/cli/proof.ts';
import { colorsFor, plural, print } from '../generator/cli/terminal.ts';
import { createVerifyIo } from '../generator/cli/verify-io.ts';
import { renderProofs } from '../generator/cli/verify-report.ts';
import { annotateFrame, renderDump } from '../generator/frame/index.ts';
import { computeLayout } from '../generator/index.ts';
import { findCompilers } from '../generator/verify/index.ts';
import { type CalledServer, type CalledServers, callServers } from './tour-calls.ts';
import { missingForCluster, runCluster } from './tour-cluster.ts';
import { type Exchanged, exchangeFrames } from './tour-frames.ts';

const colors = colorsFor(process.stdout);
/** Columns that the value of a message may take. */
const VALUE_WIDTH = 64;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function title(number: number, text: string): void {
  print(`\n${colors.bold(`${number}. ${text}`)}`);
}

async function regenerate(): Promise<Project> {
  const configFile = configPath(`${ROOT}/sluice.config.yaml`);
  const result = await writeProject(configFile);
  const project = openProject(configFile);
  print(`   ${describeWritten(result)}`);
  for (const { schema, configs } of project.protocols) {
    const { messages, rpcs, structs, fingerprint } = computeLayout(schema);
    const counts = [
      messages.length > 0 && plural(messages.length, 'message'),
      rpcs.length > 0 && `${rpcs.length} RPCs`,
      plural(structs.length, 'struct'),
      configs.length > 1 && `${configs.length} configs`,
    ];
    print(`   ${schema.protocol.padEnd(12)} ${fingerprint}  ${counts.filter(Boolean).join(', ')}`);
  }
  // What the next steps import must be what was just written.
  if (result.written + result.removed > 0) rebuild();
  return project;
}

function rebuild(): void {
  const { status } = spawnSync(process.execPath, [`${ROOT}/scripts/setup.mjs`], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('what was generated does not build');
}

async function prove({ folder, protocols }: Project): Promise<boolean> {
  const io = createVerifyIo();
  const compilers = await findCompilers(io);
  if (compilers.length === 0) {
    print('   There is no C compiler here, so nothing was proven; install gcc or clang and run this again.');
    return true;
  }
  const proofs = await proveLayouts(
    protocols.map((protocol) => ({ ...protocol, folder })),
    compilers,
    io,
  );
  print(renderProofs(proofs, colors));
  return proofs.every(({ result }) => result.status === 'agrees' || result.status === 'unsupported');
}

function report(frames: readonly Exchanged[]): void {
  for (const { protocol, name, value, bytes, isEqual } of frames) {
    const text = inspect(value, { compact: true, breakLength: Infinity, depth: 3, maxArrayLength: 8 });
    const shown = text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 3)}...` : text;
    const verdict = isEqual ? colors.green('and back, equal') : colors.red('and back DIFFERENT');
    print(
      `   ${protocol.padEnd(12)} ${name.padEnd(16)} ${shown.padEnd(VALUE_WIDTH)} ${String(bytes.length).padStart(4)} bytes ${verdict}`,
    );
  }
}

/** The namespace answer: a header, a count, an entry, and the record that the entry points at. */
function explain({ protocols }: Project, frames: readonly Exchanged[]): void {
  const answer = frames.find(({ name }) => name === 'IPC_PID_ANSWER');
  const schema = protocols.find((protocol) => protocol.schema.protocol === answer?.protocol)?.schema;
  if (!answer || !schema) throw new Error('the tour has no answer to explain');
  const { spans } = annotateFrame(computeLayout(schema), answer.bytes);
  const dump = renderDump(spans, answer.bytes, { colour: colors.isColorSupported });
  print(dump.trimEnd().replace(/^/gm, '   '));
}

/** What each server answered to each call; all of them must agree. */
function reportCalls({ servers, calls, missing }: CalledServers): boolean {
  const width = Math.max(...calls.map(({ call }) => call.length));
  for (const { call, answers } of calls) {
    const said = servers.map(({ name }) => answers[name] ?? '');
    const isSame = said.every((answer) => answer === said[0]);
    const by = isSame ? `all ${said.length}` : said.map((answer, index) => `${servers[index]?.name}: ${answer}`).join('; ');
    print(`   ${call.padEnd(width)}  ${isSame ? `${(said[0] ?? '').padEnd(34)} ${colors.green(by)}` : colors.red(by)}`);
  }
  print(`   ${'round trip, one call at a time'.padEnd(width)}  ${servers.map(toldTime).join('; ')}`);
  for (const what of missing) print(`   Left out: ${what}.`);
  return calls.every(({ answers }) => new Set(Object.values(answers)).size === 1);
}

function toldTime({ name, roundTripUs }: CalledServer): string {
  return `${name} ${roundTripUs.toFixed(1)} us`;
}

/** A compiler whose programs run here. */
function hostCompiler(): string | null {
  return ['cc', 'gcc', 'clang'].find((command) => spawnSync(command, ['--version']).status === 0) ?? null;
}

async function showCluster(compiler: string | null): Promise<void> {
  const missing = missingForCluster(compiler);
  if (compiler === null || missing !== null) print(`   Left out: ${missing}.`);
  else await runCluster(ROOT, compiler, (line) => print(`   ${line}`));
}

async function tour(): Promise<ExitCode> {
  print(colors.bold('Sluice: a binary protocol written once in YAML becomes TypeScript and C that agree to the byte.'));
  title(1, 'sluice generate: schema/*.yaml to generated/, TypeScript and C side by side');
  const project = await regenerate();
  title(2, 'sluice verify: every size, alignment and offset, confirmed by every C compiler found');
  const isProven = await prove(project);
  title(3, 'Messages through the generated TypeScript');
  const frames = await exchangeFrames();
  report(frames);
  title(4, 'sluice decode --dump: the answer from above, byte by byte');
  explain(project, frames);
  title(5, 'A Node client calls a C and a Node server, over Unix sockets and over shared memory, all from generated stubs');
  const compiler = hostCompiler();
  const areSame = reportCalls(await callServers(ROOT, compiler));
  title(6, 'A cluster: kernels in Node and C on shared memory call each other, and one is killed (examples/cluster)');
  await showCluster(compiler);
  print('\nNext: change a `doc:` in schema/v2v.yaml, run `npm run generate` and look at `git diff`. README.md has the rest.');
  return isProven && areSame && frames.every(({ isEqual }) => isEqual) ? EXIT.ok : EXIT.input;
}

/** Installs QEMU and a kernel if need be, and runs `examples/ivshmem`. */
function visitMachine(): ExitCode {
  print(colors.bold('A Linux guest in QEMU and this host call each other, through memory that both map: examples/ivshmem'));
  const run = (script: string): boolean => spawnSync(process.execPath, [`${ROOT}/${script}`], { stdio: 'inherit' }).status === 0;
  return run('scripts/install-qemu.mjs') && run('dist/examples/ivshmem/main.js') ? EXIT.ok : EXIT.input;
}

try {
  process.exitCode = process.argv.includes('--vm') ? visitMachine() : await tour();
} catch (error) {
  process.exitCode = await reportFailure(error, { debug: true });
}
