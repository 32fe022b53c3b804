import { checkSchema, type Problem } from '../../index.ts';
import { formatColumns } from '../columns.ts';
import { CONFIG_FILE_NAME, parseConfigFile } from '../config-file.ts';
import { DIAGNOSTIC_RULES, type DiagnosticPage, type ExampleFile, readDiagnosticPage } from '../diagnostic-page.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { renderProblems } from '../render-problem.ts';
import { checkName } from '../schema-file.ts';
import { type Colors, colorsFor, print } from '../terminal.ts';

/** `sluice explain [CODE]`: what a diagnostic is about, with an example that has it and one that has not; or all codes. */
export async function explain(name: string | undefined, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const colors = colorsFor(process.stdout);
  if (name === undefined) {
    const codes = [...DIAGNOSTIC_RULES].map(([code, rule]) => ({ code, rule }));
    const rows = codes.map(({ code, rule }) => [code, rule]);
    print(json ? JSON.stringify({ codes }, null, 2) : formatColumns(['code', 'rule'], rows, { right: [], colors }));
    return EXIT.ok;
  }
  const code = name.toUpperCase();
  checkName('diagnostic code', code, [...DIAGNOSTIC_RULES.keys()]);
  const page = readDiagnosticPage(code);
  print(json ? JSON.stringify(page, null, 2) : renderPage(page, colors));
  return EXIT.ok;
}

function renderPage({ code, rule, why, wrong, right }: DiagnosticPage, colors: Colors): string {
  const said = problemsOf(wrong);
  const parts = [`${colors.bold(code)} ${rule}`, why, `${colors.red('wrong:')}\n\n${listing(wrong)}`];
  if (said.length > 0) parts.push(`${colors.cyan('sluice says:')}\n\n${indented(renderProblems(said, textIn(wrong), colors))}`);
  parts.push(`${colors.green('right:')}\n\n${listing(right)}`);
  return parts.join('\n\n');
}

function listing(files: readonly ExampleFile[]): string {
  return files.map(({ text }) => indented(text.trimEnd())).join('\n\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

/** What the example gives when it is checked; nothing for one that has to be made first, or that needs more than its text. */
function problemsOf(files: readonly ExampleFile[]): readonly Problem[] {
  const main = files.at(-1);
  if (!main || main.file === null) return [];
  const textOf = textIn(files);
  if (main.file === CONFIG_FILE_NAME) return parseConfigFile(main.file, new TextEncoder().encode(main.text)).problems;
  return checkSchema(main.file, (name) => {
    const text = textOf(name);
    if (text === null) throw Object.assign(new Error(name), { code: 'ENOENT' });
    return new TextEncoder().encode(text);
  }).problems;
}

function textIn(files: readonly ExampleFile[]): (name: string) => string | null {
  return (name) => files.find(({ file }) => file === name)?.text ?? null;
}
