/** The generator benchmark as text. */
import { formatNumber, formatRatio, formatTable } from '../table.ts';
import type { ColdResult } from './cold.ts';
import type { GenerateReport, StageResult } from './run.ts';

/** Ten times the messages may cost this much more: linear, with room for noise and for a larger heap to collect. */
export const GROWTH_BAR = 13;

export interface Growth {
  readonly time: number;
  readonly memory: number;
}

/** Growth from the next smaller schema of the same stage; memory is what the process holds beyond an idle one. */
export function growthOf(report: GenerateReport, result: StageResult): Growth | null {
  const smaller = report.stages.filter((other) => other.stage === result.stage && other.messages < result.messages).at(-1);
  if (!smaller) return null;
  return {
    time: result.ms / smaller.ms,
    memory: (result.peakRss - report.idleRss) / (smaller.peakRss - report.idleRss),
  };
}

function dominant(phases: Readonly<Record<string, number>>): string {
  const total = Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  return Object.entries(phases)
    .map(([phase, ms]) => `${phase} ${Math.round((100 * ms) / total)} %`)
    .join(', ');
}

function stageRow(report: GenerateReport, result: StageResult): string[] {
  const growth = growthOf(report, result);
  const verdict = growth ? (growth.time <= GROWTH_BAR && growth.memory <= GROWTH_BAR ? 'pass' : 'FAIL') : '';
  return [
    result.stage,
    String(result.messages),
    formatNumber(result.ms),
    formatRatio(growth?.time),
    formatNumber(result.peakRss / 2 ** 20),
    formatRatio(growth?.memory),
    formatNumber(result.outputBytes / 2 ** 20),
    verdict,
    dominant(result.phases),
  ];
}

const SHOWN_SHARES = 6;

function coldRow({ command, ms, barMs }: ColdResult): string[] {
  return [command, formatNumber(ms), barMs === null ? '' : `<= ${barMs}`, barMs === null ? '' : ms <= barMs ? 'pass' : 'FAIL'];
}

function sharesLine({ command, shares }: ColdResult): string {
  const shown = shares.slice(0, SHOWN_SHARES).map(({ owner, ms }) => `${owner} ${Math.round(ms)} ms`);
  return `${command} spends (one run, profiled): ${shown.join(', ')}`;
}

export function formatGenerateReport(report: GenerateReport): string {
  const head = ['stage', 'messages', 'ms', 'growth', 'peak MiB', 'growth', 'output MiB', '', 'phases'];
  return [
    `Synthetic schemas, one process per run. Growth is from the row above: at most ${GROWTH_BAR}x for 10x the messages.
Memory growth is beyond an idle process, ${formatNumber(report.idleRss / 2 ** 20)} MiB.`,
    formatTable([head, ...report.stages.map((result) => stageRow(report, result))]),
    `Cold start of the command line on the project's own schemas, start of Node included
${formatTable([['command', 'ms', 'wanted', ''], ...report.cold.map(coldRow)])}`,
    report.cold
      .filter(({ shares }) => shares.length > 0)
      .map(sharesLine)
      .join('\n'),
    ...report.failures.map((failure) => `not measured: ${failure}`),
  ].join('\n\n');
}
