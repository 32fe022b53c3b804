import { readFileSync } from 'node:fs';
import { PROBLEM_CODES } from '../index.ts';
import { CONFIG_PROBLEM_CODES } from './config-problem.ts';
import { packagePath } from './package-root.ts';

/** Every diagnostic code with its rule: those of schemas, then those of the config file. */
export const DIAGNOSTIC_RULES: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...PROBLEM_CODES, ...CONFIG_PROBLEM_CODES }),
);

/** One fence of a page. */
export interface ExampleFile {
  /** Name of the file; null when `text` is a shell command that writes `wrong.yaml` (a text that no page could show). */
  readonly file: string | null;
  readonly text: string;
}

/** What `docs/diagnostics/CODE.md` says. The last file of each example is the one to check; the others stand beside it. */
export interface DiagnosticPage {
  readonly code: string;
  readonly rule: string;
  /** Paragraphs, Markdown. */
  readonly why: string;
  readonly wrong: readonly ExampleFile[];
  readonly right: readonly ExampleFile[];
}

/** Reads the page of a code that {@link DIAGNOSTIC_RULES} has. */
export function readDiagnosticPage(code: string): DiagnosticPage {
  return parseDiagnosticPage(readFileSync(packagePath(`docs/diagnostics/${code}.md`), 'utf8'));
}

/** Takes a page apart: `# CODE: rule`, paragraphs, `## Wrong` and `## Right` with fences below each. */
export function parseDiagnosticPage(markdown: string): DiagnosticPage {
  const match = /^# (\w+): (.+)\n\n(.+?)\n\n## Wrong\n\n(.+?)\n## Right\n\n(.+)$/s.exec(markdown);
  if (!match) throw new Error('a page of docs/diagnostics has a title, paragraphs, `## Wrong` and `## Right`');
  const [, code = '', rule = '', why = '', wrong = '', right = ''] = match;
  return { code, rule, why, wrong: filesOf(wrong, 'wrong.yaml'), right: filesOf(right, 'right.yaml') };
}

/** A first line `# NAME.yaml` names the file of a fence. */
function filesOf(section: string, unnamed: string): ExampleFile[] {
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text = '']) => ({
    file: language === 'sh' ? null : (/^# (\S+\.yaml)\n/.exec(text)?.[1] ?? unnamed),
    text,
  }));
}
