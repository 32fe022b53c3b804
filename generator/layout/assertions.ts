import type { ProblemCode, ProblemList } from '../load/index.ts';
import { type Assertion, DEFAULT_DATA_MODEL } from '../model/index.ts';
import type { DataModel } from './types.ts';

/** Which layout is computed, and whether it is the one that plain assertions are about. */
export interface LayoutTarget {
  readonly config: string | null;
  readonly isDefaultConfig: boolean;
  readonly dataModel: DataModel;
}

/** A computed number, and how to tell that it differs. */
interface Computed {
  readonly value: number;
  readonly message: (asserted: number) => string;
  readonly layoutSoFar: () => string;
}

/**
 * Compares what the schema asserts for this target with the computed number, and reports a difference.
 *
 * @param shift - how far an earlier, reported difference moves the numbers that follow: one that is off by just that is no mistake of its own
 * @returns the difference, or 0
 */
export function checkAssertions(
  code: ProblemCode,
  assertions: readonly Assertion[],
  computed: Computed,
  shift: number,
  target: LayoutTarget,
  problems: ProblemList | null,
): number {
  if (!problems) return 0;
  const meant = assertions.find(
    ({ config, dataModel }) =>
      dataModel === target.dataModel && (config === null ? target.isDefaultConfig : config === target.config),
  );
  if (!meant || meant.value === computed.value || meant.value === computed.value + shift) return 0;
  problems.add(code, meant.span, computed.message(meant.value), {
    layoutSoFar: computed.layoutSoFar(),
    fix: `write ${computed.value}, or change ${code === 'LAY002' ? 'what stands before it' : 'the members'}`,
  });
  return meant.value - computed.value;
}

/** The target in words, for problems that the default config and data model do not have; null for those. */
export function describeTarget({ config, isDefaultConfig, dataModel }: LayoutTarget): string | null {
  const parts = [isDefaultConfig ? '' : `config \`${config}\``, dataModel === DEFAULT_DATA_MODEL ? '' : dataModel];
  return parts.filter(Boolean).join(', ') || null;
}
