/** What generated code tells the call runtime about a protocol and about each of its messages and RPCs. */

/** What {@link Method.readOutput} says of a payload that belongs to another call: its sequence field is not the correlation. */
export const STRAY: unique symbol = Symbol('stray');

/** A message or RPC. Inputs travel to the server, outputs back. Payloads stand behind the envelope. */
export interface Method<Input, Output> {
  /** C name. */
  readonly name: string;
  /** Message code or RPC index. */
  readonly code: number;
  /** Codes that answer it: empty when nothing does. An RPC is answered by its own index. */
  readonly replies: readonly number[];

  /** Most bytes that {@link writeInput} needs. */
  inputSize(input: Input): number;
  /** @returns bytes written @throws CodecError for a value that does not fit */
  writeInput(view: DataView, at: number, input: Input, call: Outgoing): number;
  /** @throws CodecError */
  readInput(view: DataView, at: number, length: number, call: Incoming): Input;

  outputSize(output: Output): number;
  /** One of {@link replies}. */
  outputCode(output: Output): number;
  /** @returns bytes written @throws CodecError */
  writeOutput(view: DataView, at: number, output: Output, input: Input, call: Incoming): number;
  /**
   * @param code - one of {@link replies}; never that of a negative answer whose errno is not 0
   * @throws CodecError
   */
  readOutput(view: DataView, at: number, length: number, code: number, correlation: number): Output | typeof STRAY;
}

/** A call on its way out. */
export interface Outgoing {
  /** 0 when nobody waits for an answer. */
  readonly correlation: number;
  readonly target: number;
  /** For headers with a source field. */
  readonly source: number;
}

/** A call that a server has been asked for; handlers get it as their context. */
export interface CallContext<Header = unknown> {
  /** Names the other side, for people. */
  readonly peer: string;
  /** Message code or RPC index. */
  readonly code: number;
  /** 0 when nobody waits for an answer. */
  readonly correlation: number;
  /** Whom the caller means, where the transport reaches several: cluster or process id. */
  readonly target: number;
  /** When the caller gives up, by the clock of `performance.now()`; Infinity when it does not. */
  readonly deadline: number;
  /** Aborts when the caller cancels, when its time is over, when it dies, and when the server stops hard. */
  readonly signal: AbortSignal;
  /** Header of the frame, or of the descriptor. */
  readonly header: Header;
}

/** What generated dispatch needs of a call: it reads the input, calls the handler, and hands over what comes back. */
export interface Incoming extends CallContext {
  header: unknown;
  read<Input>(method: Method<Input, unknown>): Input;
  /** A value or a promise; of a one-way call, what it comes to is dropped. */
  answer<Input, Output>(method: Method<Input, Output>, input: Input, output: Output | PromiseLike<Output>): void;
  unimplemented(name: string): void;
  unknown(): void;
  /** @param reason - the schema's */
  reserved(reason: string): void;
  /** @param name - C name of the message or RPC that is off */
  disabled(name: string): void;
}

/** The message of a protocol that may answer any request with a negated errno. */
export interface NegativeAnswer {
  readonly code: number;
  /** Bytes that {@link write} needs. */
  readonly size: number;
  write(view: DataView, at: number, errno: number, call: Incoming): number;
  /** @returns the errno; 0 when the answer is not negative @throws CodecError */
  read(view: DataView, at: number, length: number, correlation: number): number | typeof STRAY;
}

export interface Protocol {
  readonly name: string;
  /** `0x` and 16 hex digits. */
  readonly fingerprint: string;
  readonly negative: NegativeAnswer | null;
}

/** Calls the handler of a code. Does nothing of its own before it reads the input: when calls are traced, it is asked twice up to there. */
export type Dispatch<Handlers> = (handlers: Handlers, call: Incoming) => void;
