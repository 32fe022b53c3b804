/** The ratios that we promise, and whether this run kept them. */
import { PEER_IDS } from '../peers.ts';
import type { CaseName } from './codec.ts';
import type { MessageName } from './messages.ts';
import type { CaseResult, CodecReport, CodecResult, MessageResult } from './run.ts';

export interface BarResult {
  readonly message: MessageName;
  /** What is compared, such as `encode / floor`. */
  readonly what: string;
  readonly measured: number;
  readonly unit: 'x' | ' B';
  readonly atMost: number | null;
  readonly atLeast: number | null;
  /** null without a limit: printed for information. */
  readonly isMet: boolean | null;
}

const FLOOR_BARS: readonly (readonly [CaseName, number])[] = [
  ['encode', 1.15],
  ['decode', 1.15],
  ['view', 1.15],
  ['wrap', 1.5],
];
/** Least factor by which encode and decode beat the fastest peer. */
const PEER_BARS: Partial<Record<MessageName, number>> = { IPC_PID_KILL: 3.5, IPC_PID_RETSTATUS: 3 };
/** Most by which encoding to fresh bytes may be slower than the fastest peer. */
const FRESH_BAR = 1.2;

function bar(
  message: MessageName,
  what: string,
  measured: number,
  limit: { atMost?: number; atLeast?: number; unit?: 'x' | ' B' },
): BarResult {
  const { atMost = null, atLeast = null, unit = 'x' } = limit;
  const isMet = atMost !== null ? measured <= atMost : atLeast !== null ? measured >= atLeast : null;
  return { message, what, measured, unit, atMost, atLeast, isMet };
}

/** The peer that comes closest to us in a case, and how many times our time it takes. */
export function fastestPeer(codecs: readonly CodecResult[], name: CaseName): { name: string; factor: number } | null {
  const factors = codecs.flatMap((codec) => {
    const factor = PEER_IDS.includes(codec.id) ? codec.cases[name]?.ratios['sluice'] : undefined;
    return factor === undefined ? [] : [{ name: codec.name, factor }];
  });
  return factors.sort((a, b) => a.factor - b.factor)[0] ?? null;
}

function judgeMessage({ message, codecs }: MessageResult): BarResult[] {
  const subject = codecs.find((codec) => codec.id === 'sluice');
  if (!subject) return [];
  const results: BarResult[] = [];
  const add = (
    what: string,
    measured: number | undefined,
    limit: { atMost?: number; atLeast?: number; unit?: 'x' | ' B' },
  ): void => {
    if (measured !== undefined) results.push(bar(message, what, measured, limit));
  };
  const caseOf = (name: CaseName): CaseResult | undefined => subject.cases[name];

  for (const [name, atMost] of FLOOR_BARS) add(`${name} / floor`, caseOf(name)?.ratios['floor'], { atMost });
  for (const name of ['view', 'wrap'] as const) add(`${name}, allocated`, caseOf(name)?.heapBytes, { atMost: 0, unit: ' B' });
  const atLeast = PEER_BARS[message];
  for (const name of ['encode', 'decode'] as const) {
    const peer = fastestPeer(codecs, name);
    if (peer && atLeast !== undefined) add(`${name}: ${peer.name} / sluice`, peer.factor, { atLeast });
  }
  // A peer's bytes where it left them, not in the region: less than what our encode does, so there is no bar.
  const lent = fastestPeer(codecs, 'lent');
  if (lent && atLeast !== undefined) add(`encode, bytes lent: ${lent.name} / sluice`, lent.factor, {});
  const fresh = fastestPeer(codecs, 'fresh');
  if (fresh) add(`fresh bytes / ${fresh.name}`, 1 / fresh.factor, { atMost: FRESH_BAR });
  return results;
}

/** All bars in the order of the messages; a case that could not be measured has none. */
export function judge(report: CodecReport): BarResult[] {
  return report.messages.flatMap(judgeMessage);
}
