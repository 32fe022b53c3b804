import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { CONFIG_FILE_NAME } from '../config-file.ts';
import { EXIT, type ExitCode, InputError } from '../exit.ts';
import { packagePath } from '../package-root.ts';
import { fromHere } from '../project.ts';
import { fillTemplate, TEMPLATES, type TemplateName } from '../template.ts';
import { notice, plural } from '../terminal.ts';
import { writeProject } from './generate.ts';

export interface InitOptions {
  readonly template?: TemplateName;
  readonly name?: string;
  readonly sluice?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** What npm takes as the name of a package. */
const PACKAGE_NAME = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/;

/** `sluice init DIR`: a project that generates, builds and tests as it stands. */
export async function init(dir: string, options: InitOptions): Promise<ExitCode> {
  const folder = path.resolve(dir);
  const isAsking = !options.yes;
  if (isAsking && !process.stdin.isTTY) {
    notice('error: there is no terminal to ask on; --yes takes every default');
    return EXIT.usage;
  }
  refuseFull(folder, options.force === true);
  const given = { template: options.template ?? TEMPLATES[0], name: options.name ?? nameFrom(folder) };
  const chosen = isAsking ? await ask(folder, options, given) : given;
  if (chosen === null) {
    notice('nothing written');
    return EXIT.ok;
  }
  if (!PACKAGE_NAME.test(chosen.name)) throw new InputError(`npm takes no package of this name: name=${chosen.name}`);
  const sluice = options.sluice ?? `file:${packagePath('').replace(/[\\/]$/, '')}`;
  await write(folder, fillTemplate(chosen.template, { name: chosen.name, sluice }));
  notice(`next: cd ${fromHere(folder)} && npm install && npm run build && npm start`);
  return EXIT.ok;
}

function refuseFull(folder: string, force: boolean): void {
  if (force || !existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new InputError(`${fromHere(folder)} is not empty; --force writes into it, over files of the same names`);
}

/** Files of the template, and what they generate, so that the first commit is whole. */
async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const { written, unchanged } = await writeProject(path.join(folder, CONFIG_FILE_NAME));
  notice(`${plural(files.size, 'file')} written into ${fromHere(folder)}, and ${written + unchanged} generated from its schema`);
}

function nameFrom(folder: string): string {
  const name = path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-._~]+/g, '-');
  return name.replace(/^[^a-z0-9]+/, '') || 'protocol';
}

interface Choice {
  readonly template: TemplateName;
  readonly name: string;
}

/** Asks for what no option says; null when the answer to the last question is no, or when somebody leaves. */
async function ask(folder: string, options: InitOptions, { template, name }: Choice): Promise<Choice | null> {
  const terminal = new Terminal();
  try {
    const chosen = {
      template: options.template ?? (await askTemplate(terminal, template)),
      name: options.name ?? ((await terminal.ask(`name of the package (${name}): `)) || name),
    };
    const answer = await terminal.ask(`write the template \`${chosen.template}\` into ${fromHere(folder)}? (Y/n) `);
    return /^n/i.test(answer) ? null : chosen;
  } catch (error) {
    if (error instanceof Left) return null;
    throw error;
  } finally {
    terminal.close();
  }
}

async function askTemplate(terminal: Terminal, otherwise: TemplateName): Promise<TemplateName> {
  for (;;) {
    const answer = await terminal.ask(`template, ${TEMPLATES.join(' or ')} (${otherwise}): `);
    const found = answer === '' ? otherwise : TEMPLATES.find((name) => name === answer);
    if (found) return found;
  }
}

/** Ctrl-C or Ctrl-D at a question. */
class Left extends Error {}

/** Questions on a terminal. Lines come through an iterator, which keeps what was typed ahead; `question()` of readline loses it. */
class Terminal {
  readonly #readline: Interface = createInterface({ input: process.stdin, output: process.stderr });
  readonly #lines: AsyncIterator<string> = this.#readline[Symbol.asyncIterator]();

  async ask(question: string): Promise<string> {
    this.#readline.setPrompt(question);
    this.#readline.prompt();
    const line = await this.#lines.next();
    if (line.done) throw new Left();
    return line.value.trim();
  }

  close(): void {
    this.#readline.close();
  }
}
