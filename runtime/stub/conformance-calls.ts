/** Calls over a transport: order, back-pressure, cancellation, deadlines, death, liars. With a small protocol of its own. */
import assert from 'node:assert/strict';
import { CodecError } from '../codec/errors.ts';
import { Caller } from './caller.ts';
import { type ConformanceCase, type MakePair, within } from './conformance.ts';
import { CallKind, ENVELOPE_SIZE, putEnvelope } from './envelope.ts';
import { CallError, CallErrorCode, Refusal } from './errors.ts';
import type { CallContext, Incoming, Method, Protocol } from './method.ts';
import type { ServeOptions } from './options.ts';
import type { Server } from './running-server.ts';
import { startServer } from './server.ts';
import { FULL, type Transport } from './transport.ts';

const protocol: Protocol = { name: 'conformance', fingerprint: '0x0000000000000000', negative: null };

/** Bytes there and back, the first of which must not be 0xff. */
const echo: Method<Uint8Array, Uint8Array> = {
  name: 'ECHO',
  code: 7,
  replies: [7],
  inputSize: (input) => input.length,
  writeInput: (view, at, input) => write(view, at, input),
  readInput: (view, at, length) => read(view, at, length),
  outputSize: (output) => output.length,
  outputCode: () => 7,
  writeOutput: (view, at, output) => write(view, at, output),
  readOutput: (view, at, length) => read(view, at, length),
};

function write(view: DataView, at: number, bytes: Uint8Array): number {
  new Uint8Array(view.buffer, view.byteOffset + at, bytes.length).set(bytes);
  return bytes.length;
}

function read(view: DataView, at: number, length: number): Uint8Array {
  if (length > 0 && view.getUint8(at) === 0xff) throw new CodecError('SLUICE_ERR_RANGE', 'ECHO', 'first', 0, 0xfe, 0xff);
  return new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
}

interface Handlers {
  echo?(input: Uint8Array, context: CallContext): Uint8Array | Promise<Uint8Array>;
}

function dispatch(handlers: Handlers, call: Incoming): void {
  switch (call.code) {
    case 7: {
      if (handlers.echo === undefined) return call.unimplemented('ECHO');
      const input = call.read(echo);
      return call.answer(echo, input, handlers.echo(input, call));
    }
    case 8:
      return call.reserved('kept free');
    case 9:
      return call.disabled('GONE');
    default:
      return call.unknown();
  }
}

interface Peers {
  readonly near: Transport;
  readonly far: Transport;
  readonly caller: Caller;
  readonly server: Server;
}

async function withPeers(
  makePair: MakePair,
  handlers: Handlers,
  run: (peers: Peers) => Promise<void>,
  options: ServeOptions = {},
): Promise<void> {
  const [near, far] = await makePair();
  try {
    const server = startServer(far, protocol, dispatch, handlers, options);
    await run({ near, far, caller: new Caller(near, protocol), server });
  } finally {
    near.destroy(null);
    far.destroy(null);
  }
}

async function failure(promise: Promise<unknown>, code: CallErrorCode): Promise<CallError> {
  const error = await within(
    promise.then(
      () => null,
      (reason: unknown) => reason,
    ),
    `the failure with ${code}`,
  );
  assert.ok(error instanceof CallError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code);
  return error;
}

/** A record that no stub would send. */
function forge(transport: Transport, bytes: Uint8Array): void {
  const at = transport.tryReserve(bytes.length);
  assert.notEqual(at, FULL);
  write(transport.outgoing, at, bytes);
  transport.commit(bytes.length);
  transport.publish();
}

function envelope(kind: number, correlation: number, code: number, payload: readonly number[] = [], status = 0): Uint8Array {
  const bytes = new Uint8Array(ENVELOPE_SIZE + payload.length);
  putEnvelope(new DataView(bytes.buffer), 0, CallKind.CallCancel, 0, correlation, code, 0, 0, 0);
  bytes[0] = kind;
  bytes[1] = status;
  bytes.set(payload, ENVELOPE_SIZE);
  return bytes;
}

const bytesOf = (number: number): Uint8Array => Uint8Array.of(number & 0x7f, (number >> 7) & 0x7f, (number >> 14) & 0x7f);

function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export const callCases: readonly ConformanceCase[] = [
  {
    name: 'calls: 10,000 at once, each gets its own answer, handlers see them in order',
    run: (makePair) => {
      const seen: number[] = [];
      const handlers: Handlers = {
        echo(input) {
          const number = (input[0] ?? 0) | ((input[1] ?? 0) << 7) | ((input[2] ?? 0) << 14);
          seen.push(number);
          return number % 3 === 0 ? Promise.resolve(input) : input;
        },
      };
      return withPeers(makePair, handlers, async ({ caller, server }) => {
        const calls = Array.from({ length: 10_000 }, (_, i) => caller.call(echo, bytesOf(i)));
        const answers = await within(Promise.all(calls), 'all answers', 60_000);
        for (const [i, answer] of answers.entries()) assert.deepEqual(answer, bytesOf(i));
        assert.deepEqual(
          seen,
          Array.from({ length: 10_000 }, (_, i) => i),
        );
        assert.equal(server.counters.answered, 10_000);
      });
    },
  },
  {
    name: 'calls: a server that answers slowly is not read without end',
    run: (makePair) => {
      const held: (() => void)[] = [];
      const handlers: Handlers = { echo: (input) => new Promise((resolve) => held.push(() => resolve(input))) };
      return withPeers(
        makePair,
        handlers,
        async ({ caller, server }) => {
          const calls = Array.from({ length: 500 }, (_, i) => caller.call(echo, bytesOf(i)));
          const all = Promise.all(calls);
          await new Promise((resolve) => setTimeout(resolve, 50));
          assert.equal(held.length, 4);
          assert.ok(server.counters.calls <= 4 + 8, `calls=${server.counters.calls}`);
          const timer = setInterval(() => {
            for (const release of held.splice(0)) release();
          }, 0);
          const answers = await within(all, 'all answers', 60_000);
          clearInterval(timer);
          for (const [i, answer] of answers.entries()) assert.deepEqual(answer, bytesOf(i));
        },
        { concurrency: 4, backlog: 8 },
      );
    },
  },
  {
    name: 'calls: cancellation reaches the handler, and its answer is dropped',
    run: (makePair) => {
      const started = later<CallContext>();
      const aborted = later<unknown>();
      const release = later<Uint8Array>();
      const handlers: Handlers = {
        echo(_input, context) {
          context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
          started.resolve(context);
          return release.promise;
        },
      };
      return withPeers(makePair, handlers, async ({ caller, server }) => {
        const controller = new AbortController();
        const call = caller.call(echo, bytesOf(1), { signal: controller.signal });
        await within(started.promise, 'the call');
        controller.abort(new Error('changed my mind'));
        const error = await failure(call, CallErrorCode.CANCELLED);
        assert.equal(error.started, 'unknown');
        assert.equal((error.cause as Error).message, 'changed my mind');
        assert.equal(((await within(aborted.promise, 'the signal')) as CallError).code, CallErrorCode.CANCELLED);
        release.resolve(bytesOf(1));
        assert.equal(server.counters.cancelled, 1);
        assert.equal(
          (await failure(caller.call(echo, bytesOf(2), { signal: controller.signal }), CallErrorCode.CANCELLED)).started,
          'no',
        );
        assert.equal(server.counters.answered, 0);
      });
    },
  },
  {
    name: 'calls: a deadline ends the call on both sides',
    run: (makePair) => {
      const aborted = later<unknown>();
      const handlers: Handlers = {
        echo(_input, context) {
          assert.ok(context.deadline < performance.now() + 1000);
          context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
          return new Promise(() => {});
        },
      };
      return withPeers(makePair, handlers, async ({ caller, server }) => {
        const error = await failure(caller.call(echo, bytesOf(1), { timeoutMs: 30 }), CallErrorCode.DEADLINE);
        assert.equal(error.started, 'unknown');
        await within(aborted.promise, 'the signal');
        assert.equal(server.running, 0);
        const past = await failure(caller.call(echo, bytesOf(1), { deadline: new Date(Date.now() - 1) }), CallErrorCode.DEADLINE);
        assert.equal(past.started, 'no');
      });
    },
  },
  {
    name: 'calls: the death of the server fails what waits, and what comes later',
    run: (makePair) => {
      const started = later<null>();
      const handlers: Handlers = {
        echo() {
          started.resolve(null);
          return new Promise(() => {});
        },
      };
      return withPeers(makePair, handlers, async ({ caller, far }) => {
        const call = caller.call(echo, bytesOf(1));
        await within(started.promise, 'the call');
        far.destroy(null);
        assert.equal((await failure(call, CallErrorCode.PEER_CLOSED)).started, 'unknown');
        assert.equal((await failure(caller.call(echo, bytesOf(1)), CallErrorCode.PEER_CLOSED)).started, 'no');
        await failure(caller.send(echo, bytesOf(1)), CallErrorCode.PEER_CLOSED);
      });
    },
  },
  {
    name: 'calls: the death of the caller aborts its handlers',
    run: (makePair) => {
      const started = later<null>();
      const aborted = later<unknown>();
      const handlers: Handlers = {
        echo(_input, context) {
          context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
          started.resolve(null);
          return new Promise(() => {});
        },
      };
      return withPeers(makePair, handlers, async ({ caller, near, server }) => {
        const call = failure(caller.call(echo, bytesOf(1)), CallErrorCode.PEER_CLOSED);
        await within(started.promise, 'the call');
        near.destroy(null);
        assert.equal(((await within(aborted.promise, 'the signal')) as CallError).code, CallErrorCode.PEER_CLOSED);
        await call;
        await within(server.closed, 'the end of the server');
        assert.equal(server.running, 0);
      });
    },
  },
  {
    name: 'calls: no handler, no such code, a reserved and a disabled one are four outcomes',
    run: (makePair) => {
      const told: string[] = [];
      const options: ServeOptions = {
        onUnimplemented: (_, name) => told.push(`unimplemented ${name}`),
        onUndefined: ({ code }) => told.push(`undefined ${code}`),
        onReserved: (_, reason) => told.push(`reserved ${reason}`),
        onDisabled: (_, name) => told.push(`disabled ${name}`),
      };
      return withPeers(
        makePair,
        {},
        async ({ caller, server }) => {
          const as = (code: number): Method<Uint8Array, Uint8Array> => ({ ...echo, code });
          await failure(caller.call(echo, bytesOf(1)), CallErrorCode.UNIMPLEMENTED);
          await failure(caller.call(as(1), bytesOf(1)), CallErrorCode.UNDEFINED);
          await failure(caller.call(as(8), bytesOf(1)), CallErrorCode.RESERVED);
          assert.equal((await failure(caller.call(as(9), bytesOf(1)), CallErrorCode.DISABLED)).started, 'no');
          for (const code of [7, 1, 8, 9]) await caller.send(as(code), bytesOf(1));
          await failure(caller.call(as(1), bytesOf(1)), CallErrorCode.UNDEFINED);
          const { counters } = server;
          assert.deepEqual(
            [counters.calls, counters.oneway, counters.answered, counters.undefined, counters.reserved, counters.disabled],
            [5, 4, 0, 3, 2, 2],
          );
          assert.equal(counters.unimplemented, 2);
          assert.deepEqual(told.slice(0, 4), ['unimplemented ECHO', 'undefined 1', 'reserved kept free', 'disabled GONE']);
        },
        options,
      );
    },
  },
  {
    name: 'calls: a handler that refuses, throws or gives nonsense fails its own call only',
    run: (makePair) => {
      const errors: unknown[] = [];
      const handlers: Handlers = {
        echo(input) {
          if (input[0] === 1) throw new Refusal(2);
          if (input[0] === 2) return Promise.reject(new Refusal(13));
          if (input[0] === 3) throw new TypeError('a mistake');
          if (input[0] === 4) return undefined as never;
          return input;
        },
      };
      return withPeers(
        makePair,
        handlers,
        async ({ caller }) => {
          assert.equal((await failure(caller.call(echo, bytesOf(1)), CallErrorCode.REFUSED)).errno, 2);
          assert.equal((await failure(caller.call(echo, bytesOf(2)), CallErrorCode.REFUSED)).errno, 13);
          await failure(caller.call(echo, bytesOf(3)), CallErrorCode.FAILED);
          await failure(caller.call(echo, bytesOf(4)), CallErrorCode.FAILED);
          assert.deepEqual(await caller.call(echo, bytesOf(5)), bytesOf(5));
          assert.equal(errors.length, 2);
        },
        { onError: (error) => errors.push(error) },
      );
    },
  },
  {
    name: 'calls: bytes that are no such message fail the call, not the connection',
    run: (makePair) => {
      const handlers: Handlers = { echo: (input) => (input[0] === 6 ? Uint8Array.of(0xff) : input) };
      return withPeers(makePair, handlers, async ({ caller, server }) => {
        await failure(caller.call(echo, Uint8Array.of(0xff)), CallErrorCode.MALFORMED);
        assert.equal(server.counters.malformed, 1);
        const { started, cause } = await failure(caller.call(echo, bytesOf(6)), CallErrorCode.MALFORMED);
        assert.equal(started, 'unknown');
        assert.ok(cause instanceof CodecError);
        assert.deepEqual(await caller.call(echo, bytesOf(5)), bytesOf(5));
      });
    },
  },
  {
    name: 'calls: too long an input fails before it is sent',
    run: (makePair) =>
      withPeers(makePair, { echo: (input) => input }, async ({ caller, near }) => {
        const error = await failure(caller.call(echo, new Uint8Array(near.maxLength)), CallErrorCode.TOO_LONG);
        assert.equal(error.started, 'no');
        const longest = new Uint8Array(near.maxLength - ENVELOPE_SIZE).fill(3);
        assert.deepEqual(await within(caller.call(echo, longest), 'the answer'), longest);
      }),
  },
  {
    name: 'calls: answers that nobody waits for are dropped and counted',
    run: (makePair) => {
      const release = later<Uint8Array>();
      return withPeers(makePair, { echo: () => release.promise }, async ({ caller, far }) => {
        const call = caller.call(echo, bytesOf(9));
        await new Promise((resolve) => setTimeout(resolve, 20));
        forge(far, envelope(CallKind.CallResponse, 12_345, 7, [1]));
        forge(far, envelope(CallKind.CallResponse, 1, 8, [1]));
        forge(far, envelope(CallKind.CallCancel, 1, 7));
        release.resolve(bytesOf(3));
        assert.deepEqual(await within(call, 'the answer'), bytesOf(3));
      });
    },
  },
  ...(
    [
      ['is shorter than an envelope', Uint8Array.of(1, 2, 3)],
      ['has a kind that there is not', envelope(9, 1, 7)],
      ['is a request without a correlation', envelope(CallKind.CallRequest, 0, 7)],
    ] as const
  ).map(
    ([what, bytes]): ConformanceCase => ({
      name: `calls: a record that ${what} ends the connection`,
      run: (makePair) =>
        withPeers(makePair, { echo: (input) => input }, async ({ near, caller, server }) => {
          // One that is answered, and one that may be under way. Nobody waits for them, which would keep the process alive.
          const call = caller.call(echo, bytesOf(1)).then(() => caller.call(echo, bytesOf(2)));
          void call.catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 20));
          forge(near, bytes);
          await within(server.closed, 'the end of the server');
        }),
    }),
  ),
  {
    name: 'calls: a server that stops lets running handlers end first',
    run: (makePair) => {
      const started = later<null>();
      const release = later<Uint8Array>();
      const handlers: Handlers = {
        echo() {
          started.resolve(null);
          return release.promise;
        },
      };
      return withPeers(makePair, handlers, async ({ caller, server }) => {
        const call = caller.call(echo, bytesOf(1));
        await within(started.promise, 'the call');
        const stopped = server.stop();
        await failure(caller.call(echo, bytesOf(2)), CallErrorCode.STOPPING);
        release.resolve(bytesOf(7));
        assert.deepEqual(await within(call, 'the answer'), bytesOf(7));
        await within(stopped, 'the end of the server');
      });
    },
  },
  {
    name: 'calls: both sides may ask at the same time',
    run: async (makePair) => {
      const [near, far] = await makePair();
      try {
        startServer(near, protocol, dispatch, { echo: (input) => input } satisfies Handlers);
        const back = new Caller(far, protocol);
        startServer(far, protocol, dispatch, { echo: async (input: Uint8Array) => back.call(echo, input) } satisfies Handlers);
        const caller = new Caller(near, protocol);
        const answers = await within(
          Promise.all(Array.from({ length: 200 }, (_, i) => caller.call(echo, bytesOf(i)))),
          'all answers',
        );
        for (const [i, answer] of answers.entries()) assert.deepEqual(answer, bytesOf(i));
      } finally {
        near.destroy(null);
        far.destroy(null);
      }
    },
  },
];
