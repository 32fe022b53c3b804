/** One end of a connection apart from its messages: what it sees of its peer, and how it ends. `docs/runtime.md`, "States" and "Death". */
import { PoisonReason, SegmentState } from '../../generated/segment/codes.ts';
import { ChannelError, ChannelErrorCode, PeerDied, PeerProtocolError } from '../errors.ts';
import { watchOrClose } from '../memory/failure.ts';
import { LINK_CLOSED, type NativeLink } from '../memory/native.ts';
import { SpscConsumer } from '../ring/spsc-consumer.ts';
import { SpscProducer } from '../ring/spsc-producer.ts';
import { ARENA_WAITING, FAST_RECEIVE, LINE_WORDS, READER_REASON, WRITER_REASON } from '../ring/words.ts';
import { Borrower, Lender } from './arena.ts';
import { EndpointState } from './state.ts';
import { Tally } from './tally.ts';
import { EndpointTracer } from './tracing.ts';

/** Whom an endpoint tells, from the event loop or from within a blocking call. */
export interface EndpointOwner {
  /** Doorbells have rung, or the peer's state is another one. */
  onWake(events: number): void;
}

export class Endpoint {
  readonly link: NativeLink;
  readonly producer: SpscProducer;
  readonly consumer: SpscConsumer;
  readonly tally: Tally;
  readonly lender: Lender | null;
  readonly borrower: Borrower | null;
  /** Why nothing can be sent any more; null while the peer is there. */
  error: ChannelError | null = null;
  /** Nothing of the peer's is left to read, and what was mapped is given back, or will be in this turn of the loop. */
  isOver = false;
  /** Nothing is mapped any more. */
  hasLeft = false;
  /** This side has left, before the peer was gone. */
  wasLeft = false;
  owner: EndpointOwner | null = null;
  readonly #tracer: EndpointTracer;
  /** Messages made visible to the peer. */
  sent = 0;
  bellsRung = 0;
  wakeUps = 0;
  readonly #ownState: Int32Array;
  readonly #peerState: Int32Array;
  /** This side's lines as a reader and as a writer, and the peer's. */
  #readerLines: Int32Array;
  #writerLines: Int32Array;
  #peerReaderLines: Int32Array;
  #peerWriterLines: Int32Array;
  #peerStateSeen: SegmentState = SegmentState.SegmentReady;
  #isDead = false;
  #isPoisoned = false;

  constructor(link: NativeLink) {
    const { own, peer, ownParts, peerParts } = link;
    this.link = link;
    this.tally = new Tally(link.statistics);
    this.producer = new SpscProducer({
      own,
      ownLines: ownParts.ringControl,
      peer,
      peerLines: peerParts.consumerControl,
      data: ownParts.ringData,
      capacity: ownParts.ringSize,
    });
    this.consumer = new SpscConsumer({
      own,
      ownLines: ownParts.consumerControl,
      peer,
      peerLines: peerParts.ringControl,
      data: peerParts.ringData,
      capacity: peerParts.ringSize,
      fenceWriter: link.fencesPeer ? () => link.fencePeer() : undefined,
    });
    const lends = ownParts.arenaSize > 0 && peerParts.releasedCount > 0;
    const borrows = peerParts.arenaSize > 0 && ownParts.releasedCount > 0;
    this.lender = lends ? new Lender(own, ownParts, peer, peerParts) : null;
    this.borrower = borrows ? new Borrower(own, ownParts, peerParts) : null;
    this.#ownState = new Int32Array(own, ownParts.state, 1);
    this.#peerState = new Int32Array(peer, peerParts.state, 1);
    this.#readerLines = new Int32Array(own, ownParts.consumerControl, LINE_WORDS);
    this.#writerLines = new Int32Array(own, ownParts.ringControl, LINE_WORDS);
    this.#peerReaderLines = new Int32Array(peer, peerParts.consumerControl, LINE_WORDS);
    this.#peerWriterLines = new Int32Array(peer, peerParts.ringControl, LINE_WORDS);
    watchOrClose(link, (events) => {
      this.wakeUps += 1;
      this.look(events);
    });
    this.#tracer = new EndpointTracer(link);
  }

  get remoteState(): EndpointState {
    switch (this.#peerStateSeen) {
      case SegmentState.SegmentClosing:
        return this.#isDead ? EndpointState.Disconnected : EndpointState.Disconnecting;
      case SegmentState.SegmentClosed:
        return EndpointState.Disconnected;
      case SegmentState.SegmentPoisoned:
        return EndpointState.Poisoned;
      default:
        return this.#isDead ? EndpointState.Crashed : EndpointState.Connected;
    }
  }

  setFast(isFast: boolean): void {
    if (!this.hasLeft) Atomics.store(this.#readerLines, FAST_RECEIVE, isFast ? 1 : 0);
  }

  /** Tells observers, too: of `prepared` messages by now. */
  publish(prepared: number): void {
    const { producer } = this;
    // What was given up since, with the peer, was never sent.
    if (producer.hasUnpublished) this.sent = prepared;
    const isDue = producer.publish();
    this.tally.published(this.sent, producer.sent);
    if (isDue) this.ringData();
  }

  /** The same for messages finished. */
  release(received: number): void {
    const { consumer } = this;
    const isDue = consumer.release();
    this.tally.released(received, consumer.released);
    if (isDue) this.ringSpace();
  }

  ringData(): void {
    if (this.#isDead || this.hasLeft) return;
    this.bellsRung += 1;
    // W6 of `docs/models.md`.
    this.link.ringData();
  }

  ringSpace(): void {
    if (this.#isDead || this.hasLeft) return;
    this.bellsRung += 1;
    // R11.
    this.link.ringSpace();
  }

  /** A9, A10. A run of blocks was given back: the peer may wait for one. */
  afterGivingBack(): void {
    if (Atomics.load(this.#peerWriterLines, ARENA_WAITING) === 1) this.ringSpace();
  }

  /** A3, A11. */
  waitForArena(isWaiting: boolean): void {
    if (!this.hasLeft) Atomics.store(this.#writerLines, ARENA_WAITING, isWaiting ? 1 : 0);
  }

  /** Asks the socket and the doorbells without waiting. */
  drain(): void {
    if (!this.#isDead && !this.hasLeft) this.look(this.link.wait(0));
  }

  /** Looks at the peer's state, after its doorbells have said `events`; then tells the owner. */
  look(events: number): void {
    if (this.#isDead || this.hasLeft) return;
    if (this.link.isReplaced === true) {
      this.#abandon();
      return;
    }
    if (!this.#isPoisoned) this.#lookAtState();
    if ((events & LINK_CLOSED) !== 0) {
      this.#isDead = true;
      if (!this.#isPoisoned && this.#peerStateSeen !== SegmentState.SegmentPoisoned) this.#finishPeer();
    }
    this.#tellObservers();
    this.owner?.onWake(events);
  }

  /** To be called whenever a ring has said CLOSED: was it a lie, or has the last record been read? */
  settle(): void {
    if (this.consumer.reason !== PoisonReason.PoisonNone) this.poison(this.consumer.reason);
    else if (this.producer.reason !== PoisonReason.PoisonNone) this.poison(this.producer.reason);
    else if (this.#isDead || this.#peerStateSeen === SegmentState.SegmentPoisoned) this.#finish();
  }

  /** The peer broke a rule. */
  poison(reason: PoisonReason): void {
    if (this.#isPoisoned || this.hasLeft) return;
    if (this.link.isReplaced === true) {
      this.#abandon();
      return;
    }
    this.#isPoisoned = true;
    this.consumer.poison(reason);
    this.producer.poison(reason);
    this.#letGo();
    this.error = new PeerProtocolError(reason, `the peer broke a rule of shared memory: reason=${nameOf(reason)}`, {
      started: 'unknown',
    });
    // P1, P2, P3. Before the state: who sees that can read why.
    Atomics.store(this.#readerLines, READER_REASON, reason);
    Atomics.store(this.#writerLines, WRITER_REASON, reason);
    Atomics.store(this.#ownState, 0, SegmentState.SegmentPoisoned);
    this.#tellObservers();
    this.#tracer.poisoned('self', reason, nameOf(reason));
    this.ringData();
    this.ringSpace();
    this.#finish();
  }

  /** C1, C2, C3, C4. Leaves: nothing new, then out of the peer's memory, then the end of file that says so. What was published can still be read. */
  leave(): void {
    this.link.dropStatistics();
    if (this.hasLeft) return;
    this.hasLeft = true;
    const isFirst = !this.isOver;
    this.wasLeft = isFirst;
    this.isOver = true;
    if (this.#hasState) Atomics.store(this.#ownState, 0, SegmentState.SegmentClosing);
    this.#letGo();
    if (isFirst) {
      this.error = new ChannelError(ChannelErrorCode.PEER_CLOSED, 'this side has closed the channel');
      this.#tracer.disconnected('self');
    }
    this.tally.leave();
    this.link.unmapPeer();
    if (this.#hasState) Atomics.store(this.#ownState, 0, SegmentState.SegmentClosed);
    this.link.close();
    if (isFirst) this.owner?.onWake(0);
  }

  get #hasState(): boolean {
    return !this.#isPoisoned && this.link.isReplaced !== true;
  }

  /** Somebody else has this side's part by now, and the peer speaks with that one: nothing more is read, nor stored. */
  #abandon(): void {
    if (this.isOver) return;
    this.#isDead = true;
    this.producer.abandon();
    this.consumer.abandon();
    this.borrower?.abandon();
    this.lender?.leave();
    this.#readerLines = new Int32Array(LINE_WORDS);
    this.#writerLines = new Int32Array(LINE_WORDS);
    this.#peerReaderLines = new Int32Array(LINE_WORDS);
    this.#peerWriterLines = new Int32Array(LINE_WORDS);
    this.error ??= new ChannelError(
      ChannelErrorCode.PEER_CLOSED,
      'this side was declared dead, or somebody else has taken its place',
    );
    this.#tracer.disconnected('self');
    this.#tellObservers();
    this.#finish();
  }

  #tellObservers(): void {
    this.tally.tell(this.remoteState, this.error?.reason ?? PoisonReason.PoisonNone);
  }

  #lookAtState(): void {
    // D1, D2.
    const state = Atomics.load(this.#peerState, 0);
    if (state < this.#peerStateSeen || state > SegmentState.SegmentPoisoned) {
      this.poison(PoisonReason.PoisonState);
      return;
    }
    if (state === this.#peerStateSeen) return;
    this.#peerStateSeen = state as SegmentState;
    // A leaver reads nothing more, but what it has written stays.
    if (state === SegmentState.SegmentPoisoned) this.#finishPeer();
    else {
      this.producer.stop();
      this.#closedByPeer();
    }
  }

  /** R7, D3. The peer stores nothing any more: its `head` and `tail` are looked at for the last time. Its records stay until they are read. */
  #finishPeer(): void {
    const { producer, consumer } = this;
    const state = this.#peerStateSeen;
    const reason = Atomics.load(this.#peerReaderLines, READER_REASON) as PoisonReason;
    producer.leave();
    if (producer.reason !== PoisonReason.PoisonNone) {
      this.poison(producer.reason);
      return;
    }
    consumer.stop();
    if (consumer.reason !== PoisonReason.PoisonNone) {
      this.poison(consumer.reason);
      return;
    }
    this.lender?.leave();
    this.#peerReaderLines = new Int32Array(LINE_WORDS);
    this.#peerWriterLines = new Int32Array(LINE_WORDS);
    const { sent, released } = producer;
    if (state === SegmentState.SegmentPoisoned) {
      const text = `the peer says that this side broke a rule of shared memory: reason=${nameOf(reason)}`;
      this.error = new PeerProtocolError(reason, text, { started: 'unknown' });
      this.#tracer.poisoned('peer', reason, nameOf(reason));
    } else if (state === SegmentState.SegmentReady) {
      this.error = new PeerDied(sent, released);
      this.#tracer.died(sent, released);
    } else this.#closedByPeer();
    if (consumer.isDrained()) this.#finish();
  }

  #closedByPeer(): void {
    this.error ??= new ChannelError(ChannelErrorCode.PEER_CLOSED, 'the peer has closed the channel');
    this.#tracer.disconnected('peer');
  }

  #letGo(): void {
    this.producer.leave();
    this.consumer.leave();
    this.lender?.leave();
    this.#peerReaderLines = new Int32Array(LINE_WORDS);
    this.#peerWriterLines = new Int32Array(LINE_WORDS);
  }

  /** Nothing is left to read. Views may be in use until the end of this turn. */
  #finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    setImmediate(() => this.#close());
    this.owner?.onWake(0);
  }

  #close(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.#letGo();
    this.tally.leave();
    // Its user may not have looked yet: how it ended can be seen until it is disconnected.
    this.link.keepStatistics();
    this.link.close();
    this.owner?.onWake(0);
  }
}

function nameOf(reason: number): string {
  const name = Object.entries(PoisonReason).find(([, value]) => value === reason)?.[0];
  return name === undefined ? String(reason) : name.replace('Poison', '').toUpperCase();
}
