/**
 * Two lanes of a region as the link of a channel, and how it is made: `docs/decisions/0010-region.md`, "Sessions". `native/src/lane.c` is the same
 * in C.
 */
import { RefusalReason, SegmentState } from '../../generated/segment/codes.ts';
import { LINK_CLOSED, LINK_DATA, LINK_SPACE, type NativeLink, type SegmentParts } from '../memory/native.ts';
import { HEAD, TAIL } from '../ring/words.ts';
import { LaneLine, type PeerBell, type RegionDirectory } from './region-directory.ts';
import { BELLS, FINGERPRINT, hex, LANE_STATE, laneAt, linesOf, partsAt, REFUSED, refusal } from './region-layout.ts';

/** What a link needs of its region. */
export interface RegionSide {
  readonly directory: RegionDirectory;
  readonly slot: number;
  readonly epoch: number;
  /** Whether this peer is still who it was: not declared dead, and its slot not taken by another. */
  readonly isOwn: boolean;
  /** The peer in a slot; where nobody is interrupted nothing happens. @returns by what */
  ringSlot(slot: number): PeerBell;
  /** Shows that this peer lives, when it is time to. */
  beat(): void;
  /** A link wants to be asked whether anything has changed, or does not any more. */
  watchersChanged(): void;
}

/** The longest pause between two looks of a thread that blocks. */
const LONGEST_PAUSE_MS = 1;
const FIRST_PAUSE_MS = 0.02;
const LOOKS_BEFORE_PAUSE = 64;

/** One peer's connection with another, from the offer on. */
export class Lane {
  readonly side: RegionSide;
  readonly peer: number;
  readonly own: LaneLine;
  readonly other: LaneLine;
  #session = 0;
  #joined = 0;
  #peerEpoch = 0;
  #phase: 'idle' | 'offered' | 'joined' = 'idle';
  #bell: PeerBell = { number: 0, vectors: 0 };
  #bells: number;

  constructor(side: RegionSide, peer: number) {
    this.side = side;
    this.peer = peer;
    this.own = new LaneLine(side.directory, side.slot, peer);
    this.other = new LaneLine(side.directory, peer, side.slot);
    this.#bells = this.own.word(BELLS);
  }

  get isJoined(): boolean {
    return this.#phase === 'joined';
  }

  /**
   * One step towards a connection. The offer stays until it is withdrawn.
   *
   * @returns whether it is made
   * @throws ChannelError `SLUICE_ERR_INCOMPATIBLE`
   */
  step(fingerprint: bigint): boolean {
    // An earlier channel has ended, and is not closed yet.
    if (this.#phase === 'joined') return false;
    if (this.#phase === 'idle' && !this.#offer(fingerprint)) return false;
    return this.#join(fingerprint);
  }

  withdraw(): void {
    if (this.#phase === 'offered') this.close();
  }

  /** The last touch: the peer may reset its lane after this. */
  close(): void {
    if (this.#phase === 'idle') return;
    this.#phase = 'idle';
    // Somebody else may have the slot by now.
    if (!this.side.isOwn) return;
    // Who leaves a dead peer has said nothing yet. The next one there must not take this for an offer.
    if (this.own.word(LANE_STATE) === SegmentState.SegmentReady) this.own.setWord(LANE_STATE, SegmentState.SegmentClosed);
    // Partner: the load in #offer of the peer, after which it resets what was read here.
    this.own.partner = 0;
    this.ring();
  }

  /** Also where nobody is interrupted: who polls sees another number. */
  ring(): void {
    this.#bells = (this.#bells + 1) | 0;
    // Partner: the load in RegionLink.#events. C looks at the rings themselves each time.
    this.own.setWord(BELLS, this.#bells);
    // Each time: whoever comes back to a server has another number.
    this.#bell = this.side.ringSlot(this.peer);
  }

  /** The server says that this number is gone: no need to wait for the steward. */
  isNumber(number: number): boolean {
    return this.#bell.vectors > 0 && this.#bell.number === number;
  }

  /** The peer has let go of this session, or of its life; or this peer itself was declared dead. */
  hasEnded(): boolean {
    const { other, side } = this;
    // Partners: the store in `close`, after the last one of its state; and the offer after that.
    return (
      other.partner !== this.#session ||
      other.session !== this.#joined ||
      side.directory.liveEpoch(this.peer) !== this.#peerEpoch ||
      !side.isOwn
    );
  }

  /** Steps 1 and 2. False while the peer still reads what was sent in the last session. */
  #offer(fingerprint: bigint): boolean {
    const { own, other, side } = this;
    const last = own.session;
    // A peer that is dead reads nothing.
    if (last !== 0 && other.partner === last && side.directory.liveEpoch(this.peer) !== null) return false;
    const { from, to } = linesOf(side.directory.layout);
    for (let index = from; index < to; index += 1) own.setWord(index, 0);
    own.partner = 0;
    own.setWord(FINGERPRINT, Number(BigInt.asIntN(32, fingerprint)));
    own.setWord(FINGERPRINT + 1, Number(BigInt.asIntN(32, fingerprint >> 32n)));
    own.epoch = side.epoch;
    own.setWord(LANE_STATE, SegmentState.SegmentReady);
    this.#session = (last + 1) | 0 || 1;
    // Gives all of that away: partner is the load of the session in #join.
    own.session = this.#session;
    this.#phase = 'offered';
    this.ring();
    return true;
  }

  /** Steps 3 and 4. */
  #join(fingerprint: bigint): boolean {
    const { own, other, side } = this;
    this.#judgeRefusal(fingerprint);
    // In this order: who has joined my session has offered before.
    const { partner } = other;
    const { session } = other;
    const state = other.word(LANE_STATE);
    const { epoch } = other;
    // The peer may have seen that, sent something, and left again.
    const hadJoined = session !== 0 && own.partner === session;
    const isOffered = state === SegmentState.SegmentReady && (partner === 0 || partner === this.#session);
    if (session === 0 || side.directory.liveEpoch(this.peer) !== epoch || (!hadJoined && !isOffered)) {
      this.#setPartner(0);
      return false;
    }
    this.#judge(session, fingerprint);
    this.#setPartner(session);
    if (partner !== this.#session && state === SegmentState.SegmentReady) return false;
    this.#joined = session;
    this.#peerEpoch = epoch;
    this.#phase = 'joined';
    return true;
  }

  /** Refuses a session that speaks something else, by a word that the peer finds also when it has not looked before this side is gone. */
  #judge(session: number, expected: bigint): void {
    const got = this.#fingerprint();
    if (got === expected) return;
    // Partner: the load in #judgeRefusal of the peer.
    this.own.setWord(REFUSED, session);
    this.withdraw();
    const text = `the peer speaks another protocol: expected=${hex(expected)} got=${hex(got)}`;
    throw refusal(RefusalReason.RefuseProtocol, expected, got, text);
  }

  /** Whether the peer has refused this session; not if it is back with the right protocol. */
  #judgeRefusal(fingerprint: bigint): void {
    if (this.other.word(REFUSED) !== this.#session) return;
    const expected = this.#fingerprint();
    if (expected === fingerprint) return;
    this.withdraw();
    const text = `the peer has refused this protocol: expected=${hex(expected)} got=${hex(fingerprint)}`;
    throw refusal(RefusalReason.RefuseProtocol, expected, fingerprint, text, true);
  }

  #fingerprint(): bigint {
    const low = BigInt.asUintN(32, BigInt(this.other.word(FINGERPRINT)));
    return (BigInt.asUintN(32, BigInt(this.other.word(FINGERPRINT + 1))) << 32n) | low;
  }

  #setPartner(session: number): void {
    if (this.own.partner === session) return;
    this.own.partner = session;
    this.ring();
  }
}

/** A lane that is joined. */
export class RegionLink implements NativeLink {
  readonly own: ArrayBuffer;
  readonly peer: ArrayBuffer;
  readonly ownParts: SegmentParts;
  readonly peerParts: SegmentParts;
  readonly credentials: { readonly pid: number; readonly uid: number; readonly gid: number } = { pid: 0, uid: 0, gid: 0 };
  readonly peerEndpoint: number;
  readonly isListener: boolean;
  readonly isCooperative = true;
  readonly address: string;
  readonly statistics = null;
  readonly startPosition = 0;
  readonly startSequence = 0;
  readonly hasEventfds = false;
  readonly sharesCore = false;
  readonly fencesPeer = false;
  readonly #lane: Lane;
  readonly #words: Int32Array;
  /** Words of the peer that say that there is something to do: its tail, its head, its state, its bells. */
  readonly #signs: readonly number[];
  #seen: number[] = [];
  #onEvents: ((events: number) => void) | null = null;
  #isRef = true;
  #isClosed = false;
  #isGone = false;
  #hasToldEnd = false;

  constructor(lane: Lane) {
    const { directory, slot } = lane.side;
    const { layout, words } = directory;
    this.#lane = lane;
    this.#words = words;
    this.own = words.buffer as ArrayBuffer;
    this.peer = this.own;
    this.ownParts = partsAt(layout, laneAt(layout, slot, lane.peer));
    this.peerParts = partsAt(layout, laneAt(layout, lane.peer, slot));
    this.peerEndpoint = lane.peer;
    this.isListener = slot < lane.peer;
    this.address = `region slot ${lane.peer}`;
    const { ringControl, consumerControl, state } = this.peerParts;
    this.#signs = [ringControl / 4 + TAIL, consumerControl / 4 + HEAD, state / 4, lane.other.at + BELLS];
  }

  /** Whether there is anything to look for. */
  get isWatched(): boolean {
    return this.#onEvents !== null && !this.#hasToldEnd;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isReplaced(): boolean {
    return !this.#lane.side.isOwn;
  }

  get isRef(): boolean {
    return this.#isRef;
  }

  get slot(): number {
    return this.#lane.peer;
  }

  fencePeer(): void {}

  ringData(): void {
    if (!this.#isClosed) this.#lane.ring();
  }

  ringSpace(): void {
    if (!this.#isClosed) this.#lane.ring();
  }

  watch(onEvents: (events: number) => void): void {
    this.#onEvents = onEvents;
    this.#lane.side.watchersChanged();
  }

  unwatch(): void {
    this.#onEvents = null;
    this.#lane.side.watchersChanged();
  }

  ref(): void {
    this.#isRef = true;
    this.#lane.side.watchersChanged();
  }

  unref(): void {
    this.#isRef = false;
    this.#lane.side.watchersChanged();
  }

  /** Whether this number at the server was the peer, which is gone then. */
  onLeave(number: number): void {
    if (!this.#lane.isNumber(number)) return;
    this.#isGone = true;
    if (this.isWatched) this.#tell(LINK_CLOSED);
  }

  /** For the region's loop: tells the watcher when something has changed. @returns whether it has */
  look(): boolean {
    if (!this.isWatched) return false;
    const events = this.#events();
    if (events !== 0) this.#tell(events);
    return events !== 0;
  }

  #tell(events: number): void {
    if ((events & LINK_CLOSED) !== 0) this.#hasToldEnd = true;
    this.#onEvents?.(events);
    if (this.#hasToldEnd) this.#lane.side.watchersChanged();
  }

  /** Blocks the thread by looking again and again, in longer and longer intervals: bells reach the event loop alone. */
  wait(timeoutMs: number): number {
    const limit = timeoutMs < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    let pauseMs = FIRST_PAUSE_MS;
    for (let looks = 0; ; looks += 1) {
      this.#lane.side.beat();
      const events = this.#events();
      const left = limit - performance.now();
      if (events !== 0 || left <= 0) return events;
      if (looks < LOOKS_BEFORE_PAUSE) continue;
      Atomics.wait(PAUSE, 0, 0, Math.min(pauseMs, left));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  keepStatistics(): void {}

  dropStatistics(): void {}

  unmapPeer(): void {}

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onEvents = null;
    this.#lane.close();
    this.#lane.side.watchersChanged();
  }

  #events(): number {
    if (this.#isClosed || this.#isGone || this.#lane.hasEnded()) return LINK_CLOSED;
    const now = this.#signs.map((index) => Atomics.load(this.#words, index));
    const hasChanged = now.some((word, index) => word !== this.#seen[index]);
    this.#seen = now;
    return hasChanged ? LINK_DATA | LINK_SPACE : 0;
  }
}

/** Nobody ever wakes who waits on it. */
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
