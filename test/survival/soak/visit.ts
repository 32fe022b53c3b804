/** One connection of a soak, from either side, and what is told of it. */
import { writeSync } from 'node:fs';

/** Outlives its process: a file that the supervisor reads. As `struct progress` of soak.h. */
export class Progress {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(32);

  constructor(file: number) {
    this.#file = file;
  }

  note(intended: number, sent: number, finished: number): void {
    this.#bytes.writeBigUInt64LE(BigInt(intended), 0);
    this.#bytes.writeBigUInt64LE(BigInt(sent), 8);
    this.#bytes.writeBigUInt64LE(BigInt(finished), 16);
    writeSync(this.#file, this.#bytes, 0, 32, 0);
  }

  leave(): void {
    this.#bytes.writeBigUInt64LE(1n, 24);
    writeSync(this.#file, this.#bytes, 0, 32, 0);
  }
}

/** Violations and reports are lines on standard output. */
export function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

export class Visit {
  readonly address: string;
  readonly progress: Progress | null;
  /** 0: the peer's records tell. */
  life: number;
  intended = 0;
  /** Records, bytes or calls. */
  sent = 0;
  received = 0;
  /** Of those sent, by the positions of the death event. */
  lost = 0;
  /** Code of the error that ended it. */
  ended = 'SLUICE_ERR_ENDED';

  constructor(address: string, life: number, progress: Progress | null) {
    this.address = address;
    this.life = life;
    this.progress = progress;
  }

  note(): void {
    this.progress?.note(this.intended, this.sent, this.received);
  }

  violation(what: string, expected: number, got: number): void {
    tell({ violation: what, address: this.address, life: this.life, expected, got });
  }

  report(): void {
    const { ended, address, life, received, sent, lost } = this;
    tell({ ended, address, life, received, sent, lost });
  }
}

let isStopped = false;
let stop: () => void = () => {};
/** Settles on SIGTERM. */
export const stopped: Promise<void> = new Promise((resolve) => {
  stop = resolve;
});
process.on('SIGTERM', () => {
  isStopped = true;
  stop();
});

/** Whether to leave. */
export function mustLeave(): boolean {
  return isStopped;
}
