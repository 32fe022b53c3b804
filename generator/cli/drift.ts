import { structuredPatch } from 'diff';
import type { Difference } from './output-folder.ts';
import type { Plan } from './plan.ts';
import { fromHere } from './project.ts';
import type { Colors } from './terminal.ts';

/** Most lines of one file's diff that are shown. */
const MAX_LINES = 20;
/** Texts further apart than this many edits are told by name only: finding the shortest diff would take seconds. */
const MAX_EDITS = 2000;

/** Names every file that is not what the plan says, one per line, with a short diff of those that differ. */
export function renderDrift(plan: Plan, difference: Difference, colors: Colors): string {
  const lines = difference.missing.map((file) => `${colors.red('missing')}    ${fromHere(file)}`);
  lines.push(...difference.extra.map((file) => `${colors.red('extra')}      ${fromHere(file)}`));
  for (const [file, found] of difference.differing) {
    lines.push(`${colors.red('differing')}  ${fromHere(file)}`, ...renderDiff(found, plan.files.get(file) ?? '', colors));
  }
  return lines.join('\n');
}

/** `-` is what the disk has, `+` what the schemas say. */
function renderDiff(found: string, wanted: string, colors: Colors): string[] {
  const patch = structuredPatch('', '', found, wanted, '', '', { context: 1, maxEditLength: MAX_EDITS });
  if (!patch) return ['  (too different to show)'];
  const lines = patch.hunks.flatMap((hunk) => [`@@ line ${hunk.oldStart} @@`, ...hunk.lines]);
  const shown = lines.slice(0, MAX_LINES).map((line) => `  ${paint(line, colors)}`);
  if (lines.length > MAX_LINES) shown.push(`  ... ${lines.length - MAX_LINES} more lines`);
  return shown;
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith('-')) return colors.red(line);
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('@@') ? colors.cyan(line) : line;
}
