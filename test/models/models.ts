/** The models in this folder: what runs, how many states each run has at least, and the mutants that a run must find wrong. */

export interface Run {
  /** Switches beside the mutant's. */
  readonly defines: readonly string[];
  /** Nine tenths of the states that it had when it was written: a model that has lost its content fails. */
  readonly statesAtLeast: number;
  /** One switch each: a rule that is broken. Every one must be found. */
  readonly mutants: readonly string[];
  /** Switches that take away what only saves time: the claims hold without. */
  readonly dispensable?: readonly string[];
  /** Switches under which the claims are known not to hold: see docs/models.md. */
  readonly limits?: readonly string[];
}

export const MODELS: Readonly<Record<string, readonly Run[]>> = {
  wake: [
    {
      defines: [],
      statesAtLeast: 23_000,
      mutants: [
        'NO_WRITER_FENCE',
        'NO_READER_FENCE',
        'NO_RECHECK',
        'NO_ARM',
        'ARM_LATE',
        'OPEN_START',
        'TAIL_BEFORE_RECORD',
        'RELAXED_TAIL',
        'CLEAR_LATE',
      ],
    },
    { defines: ['DEATH'], statesAtLeast: 64_000, mutants: ['NO_EOF', 'NO_LAST_LOOK', 'TAIL_BEFORE_RECORD'] },
    {
      defines: ['FENCED_BY_READER'],
      statesAtLeast: 35_000,
      mutants: [
        'NO_REMOTE_FENCE',
        'FENCE_BEFORE_ARM',
        'NO_READER_FENCE',
        'NO_RECHECK',
        'NO_ARM',
        'TAIL_BEFORE_RECORD',
        'RELAXED_TAIL',
      ],
    },
    { defines: ['FENCED_BY_READER', 'DEATH'], statesAtLeast: 84_000, mutants: ['NO_EOF', 'NO_LAST_LOOK'] },
  ],
  batch: [
    {
      defines: [],
      statesAtLeast: 520_000,
      mutants: [
        'NO_ROOM_CHECK',
        'HEAD_BEFORE_READ',
        'ABORT_MOVES_TAIL',
        'PUBLISH_RESERVED',
        'PAD_IS_NOT_COUNTED',
        'NO_LAST_LOOK',
        'NO_EOF',
      ],
    },
  ],
  space: [
    {
      defines: [],
      statesAtLeast: 1_900_000,
      mutants: [
        'NO_WRITER_FENCE',
        'NO_READER_FENCE',
        'NO_RECHECK',
        'ARM_LATE',
        'ARM_WITHOUT_END',
        'ARM_WITHOUT_PAD',
        'OPEN_START',
        'LAZY_FOR_EVER',
        'NO_END_ROOM',
        'HEAD_BEFORE_READ',
      ],
      dispensable: ['NO_HINT'],
    },
    { defines: ['DEATH'], statesAtLeast: 4_400_000, mutants: ['NO_EOF'] },
    { defines: ['STOP'], statesAtLeast: 5_300_000, mutants: ['NO_DEADLINE'] },
  ],
  close: [
    {
      defines: [],
      statesAtLeast: 54_000,
      mutants: [
        'NO_END_ROOM',
        'DATA_AFTER_END',
        'RING_BEFORE_STATE',
        'STATE_BEFORE_REASON',
        'EOF_BEFORE_CLOSING',
        'WRITE_AFTER_CLOSING',
        'CLOSED_BEFORE_UNMAP',
        'FREE_AT_CLOSING',
        'END_AT_CLOSING',
        'NO_LAST_LOOK',
        'NO_EOF',
        'STATE_BEFORE_EOF',
      ],
    },
    { defines: ['STOP'], statesAtLeast: 105_000, mutants: ['WAIT_FOR_PEER'] },
  ],
  arena: [
    {
      defines: [],
      statesAtLeast: 90_000,
      mutants: ['GENERATION_IGNORED', 'RUN_OVERRUN', 'RELEASE_BEFORE_READ', 'NO_WRITER_FENCE', 'NO_READER_FENCE', 'NO_RECHECK'],
    },
    { defines: ['DEATH'], statesAtLeast: 620_000, mutants: ['NO_EOF', 'FREE_AT_CLOSING'] },
    { defines: ['STOP'], statesAtLeast: 179_000, mutants: ['NO_DEADLINE'] },
  ],
  broadcast: [
    {
      defines: [],
      statesAtLeast: 360_000,
      mutants: [
        'INTENT_AFTER_BYTES',
        'NO_WRITER_FENCE',
        'NO_READER_FENCE',
        'LATEST_BEFORE_TAIL',
        'RELAXED_TAIL',
        'NO_CHECK',
        'CHECK_TAIL',
        'CHECK_LATE',
      ],
      limits: ['LONG_STOP'],
    },
  ],
  fifo: [
    {
      defines: [],
      statesAtLeast: 6_700_000,
      mutants: ['NO_RECHECK', 'WAKE_FIRST', 'PAYLOAD_LATE', 'FREE_BEFORE_READ', 'NO_SCAN', 'NO_HOLE_RING', 'NO_ORDER_CHECK'],
    },
    { defines: ['DEATH'], statesAtLeast: 4_800_000, mutants: ['SKIP_LIVING', 'NO_EOF', 'NAMED_LATE'] },
    { defines: ['THREE'], statesAtLeast: 2_000_000, mutants: ['NO_RECHECK', 'WAKE_FIRST', 'PAYLOAD_LATE', 'FREE_BEFORE_READ'] },
    {
      defines: ['THREE', 'DEATH'],
      statesAtLeast: 25_000_000,
      mutants: ['SKIP_LIVING', 'NO_EOF', 'NAMED_LATE', 'PAYLOAD_LATE', 'FREE_BEFORE_READ'],
    },
  ],
  'fifo-room': [
    {
      defines: [],
      statesAtLeast: 4_200_000,
      mutants: ['IGNORE_LINE', 'AWAITED_FIRST', 'SAME_NUMBER', 'NO_OWN_LOOK', 'AHEAD_IGNORED'],
    },
    { defines: ['ONE_SLOT', 'LATE'], statesAtLeast: 720_000, mutants: ['NO_FENCE'] },
    { defines: ['ONE_SLOT', 'EXHAUST'], statesAtLeast: 810_000, mutants: ['NO_LAST_LINE_UP'] },
    { defines: ['ONE_SLOT', 'GIVE_UP'], statesAtLeast: 2_500_000, mutants: ['LEAVE_BY_STORE', 'NO_LEAVE_RING'] },
    { defines: ['ONE_SLOT', 'REVOKE'], statesAtLeast: 2_700_000, mutants: ['ACCEPT_BY_STORE', 'CLAIM_FIRST'] },
    { defines: ['ONE_SLOT', 'STOP'], statesAtLeast: 2_500_000, mutants: ['NO_REVOKE', 'NO_STALE_RING'] },
    { defines: ['ONE_SLOT', 'DEATH'], statesAtLeast: 9_000_000, mutants: ['WORD_FIRST', 'SLOTS_FIRST', 'NO_EOF'] },
  ],
  'cluster-call': [
    {
      defines: [],
      statesAtLeast: 3_500,
      mutants: [
        'FINISH_EARLY',
        'LEAD_REUSED_EARLY',
        'UNPOSTED_UNFINISHED',
        'DONE_BEFORE_OUTPUTS',
        'RESPONSE_LATE',
        'NO_ARM',
        'ARM_LATE',
        'NO_LAST_LOOK',
      ],
      dispensable: ['WAKE_WITHOUT_EXCHANGE'],
    },
    { defines: ['GIVE_UP'], statesAtLeast: 8_400, mutants: ['DECREMENT_BY_LOSER', 'NO_QUARANTINE', 'CANCELLED_UNFINISHED'] },
    { defines: ['DOZE', 'DEATH', 'GIVE_UP'], statesAtLeast: 590_000, mutants: ['SWEEP_BLINDLY'] },
    { defines: ['DOZE'], statesAtLeast: 2_800, mutants: ['DOZE_BLINDLY', 'NO_ARM', 'ARM_LATE', 'NO_LAST_LOOK'] },
    {
      defines: ['DEATH'],
      statesAtLeast: 6_700_000,
      mutants: [
        'COUNTER_ONLY',
        'NO_LOUD',
        'NO_SWEEP',
        'SWEEP_IN_ONE',
        'SWEEP_BLINDLY',
        'NO_DEAD_CHECK',
        'MARK_AFTER_SWEEP',
        'NO_DEATH_BELL',
        'LOSER_FINISHES',
      ],
    },
    { defines: ['DEATH', 'WRAP'], statesAtLeast: 7_400_000, mutants: ['FEW_BITS', 'NO_GENERATION'], limits: ['LONG_STOP'] },
    { defines: ['DEATH', 'GIVE_UP'], statesAtLeast: 610_000, mutants: ['DECREMENT_BY_LOSER', 'NO_QUARANTINE', 'SWEEP_BLINDLY'] },
  ],
};
