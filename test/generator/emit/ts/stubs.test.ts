import { rmSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { type CallContext, createLocalPair, type Incoming, type Method, Refusal, STRAY } from '../../../../runtime/stub.ts';
import { describe, hasCode } from '../../../support/index.ts';
import { type Generated, importModules, layoutOfText, outputFolder } from './compiled.ts';

const FOLDER = outputFolder('stubs');

/** Narrow roles, a padded frame, answers of every kind, and codes that are free, off and kept. */
const SHOP = `
protocol: corner-shop
language: 1
c_prefix: [SH_, sh_]
frame: {header: sh_header, min: 12, align: 8}
features: [{name: LOANS}]
configs: [{name: plain}, {name: lending, on: [LOANS]}]
enums: [{name: sh_mood, type: u8, values: [{name: SH_FINE, value: 4}, {name: SH_SAD, value: 9}]}]
structs:
  - name: sh_header
    fields:
      - {name: code, type: u8, role: code}
      - {name: size, type: u16, role: size}
      - {name: from, type: u8, role: source}
      - {name: to,   type: u16, role: destination}
      - {name: turn, type: u8, role: sequence}
      - {name: version, type: u8, min: 2, max: 2}
messages:
  - {name: SH_SORRY, code: 0, negative: why, body: {fields: [{name: shelf, type: u16, min: 3}, {name: mood, type: sh_mood}, {name: why, type: i64}]}}
  - {name: SH_ASK,   code: 1, body: {fields: [{name: item, type: u32}]}, reply: [SH_PRICE], doc: what does it cost?}
  - {name: SH_PRICE, code: 2, body: {fields: [{name: cents, type: u32}], tails: [{name: label, kind: string}]}}
  - {name: SH_BUY,   code: 3, body: {fields: [{name: item, type: u32}]}, reply: [SH_THANKS, SH_GONE]}
  - {name: SH_THANKS, code: 4, body: {fields: [{name: change, type: u32}]}}
  - {name: SH_GONE,  code: 5}
  - {name: SH_KNOCK, code: 6, reply: [SH_OPEN]}
  - {name: SH_OPEN,  code: 7}
  - {name: SH_DELETE, code: 8, body: {fields: [{name: item, type: u32}]}}
  - {name: SH_LEND,  code: 9, when: LOANS}
  - {name: SH_RETURN, code: 10, kind: request, body: {fields: [{name: item, type: u32}]}}
  - {reserved: [20, 24], reason: "the owner's own"}
  - {reserved: 30, reason: was SH_STEAL}
`;

/** Requests without replies, and no negative answer either. */
const BELL = `
protocol: bell
language: 1
c_prefix: [BL_, bl_]
frame: {header: bl_header}
structs: [{name: bl_header, fields: [{name: code, type: u8, role: code}, {name: size, type: u16, role: size}]}]
messages:
  - {name: BL_RING, code: 1, kind: request, body: {fields: [{name: times, type: u8}]}}
  - {name: BL_ECHO, code: 2, kind: both, doc: nobody names it as a reply}
`;

/** Inputs and outputs that 0 is no value of, so that an unasked slot must not be judged. */
const DESK = `
protocol: desk
language: 1
c_prefix: [DK_, dk_]
rpc:
  descriptor: dk_call
  max_index: {name: DK_MAX, value: 8}
  reserved: [{index: 3, reason: was DK_BURN}]
enums: [{name: dk_state, type: u32, values: [{name: DK_WELL, value: 1}, {name: DK_ILL, value: 2}]}]
types: [{name: dk_halves, is: u64, js: pair}]
structs:
  - name: dk_call
    packing: natural
    fields:
      - {name: index, type: u32, role: index}
      - {name: response, type: u32}
      - {name: tag, type: u64}
      - {name: blocking, type: bool}
      - {name: args, type: u64, count: 4, role: args}
rpcs:
  - {name: DK_LOOK, index: 0, doc: looks, args: [{name: who, dir: in, type: u32}, {name: state, dir: out, type: dk_state}, {name: mark, dir: out, type: dk_halves}]}
  - {name: DK_PING, index: 1}
  - {name: DK_NOTE, index: 2, mode: oneway, args: [{name: text, dir: in, type: u32}]}
  - {name: DK_CALL_ALL, index: 4, mode: multicast, args: [{name: why, dir: in, type: u32}, {name: seat, dir: in, type: dk_halves, per_target: true}]}
  - {name: DK_WAKE_ALL, index: 5, mode: multicast}
`;

interface Call extends Incoming {
  readonly said: unknown[];
}

/** A call that notes what dispatch does with it. */
function callOf(code: number, input: unknown = {}, header: unknown = null): Call {
  const said: unknown[] = [];
  return {
    said,
    peer: 'test',
    code,
    correlation: 258,
    target: 0,
    deadline: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    header,
    read: <Input>(method: Method<Input, unknown>): Input => {
      said.push(['read', method.name]);
      return input as Input;
    },
    answer: (method, _input, output) => said.push(['answer', method.name, output]),
    unimplemented: (name) => said.push(['unimplemented', name]),
    unknown: () => said.push(['unknown']),
    reserved: (reason) => said.push(['reserved', reason]),
    disabled: (name) => said.push(['disabled', name]),
  };
}

/** A client over a pair whose other end has these handlers. */
function connected(module: Generated, handlers: object, client: string): Generated[string] {
  const [near, far] = createLocalPair();
  module['servePartial'](far, handlers);
  return new module[client](near);
}

describe('stubs', (it) => {
  let shop: Generated = {};
  let desk: Generated = {};

  it.before(async () => {
    shop = await importModules(layoutOfText(SHOP), `${FOLDER}shop`);
    desk = await importModules(layoutOfText(DESK), `${FOLDER}desk`);
  });
  it.after(() => rmSync(FOLDER, { recursive: true, force: true }));

  function saidTo(handlers: object, code: number, module = shop): unknown[] {
    const call = callOf(code);
    module['dispatch'](handlers, call);
    return call.said;
  }

  it('reads the input, calls the handler and hands over what it gives', () => {
    assert.equal(saidTo({ ask: () => ({ cents: 3, label: '' }) }, 1), [
      ['read', 'SH_ASK'],
      ['answer', 'SH_ASK', { cents: 3, label: '' }],
    ]);
  });

  it('calls handlers as methods, with the input and the call', () => {
    const handlers = {
      price: 5,
      ask(input: unknown, context: CallContext): unknown {
        return [this.price, input, context.code];
      },
    };
    assert.equal(saidTo(handlers, 1)[1], ['answer', 'SH_ASK', [5, {}, 1]]);
  });

  it('tells codes that are unknown, reserved, off and without a handler apart', () => {
    assert.equal(saidTo({}, 1), [['unimplemented', 'SH_ASK']]);
    assert.equal(saidTo({}, 9), [['disabled', 'SH_LEND']]);
    for (const code of [20, 22, 24]) assert.equal(saidTo({}, code), [['reserved', "the owner's own"]]);
    assert.equal(saidTo({}, 30), [['reserved', 'was SH_STEAL']]);
    for (const code of [11, 19, 25, 31, 4_000_000_000]) assert.equal(saidTo({}, code), [['unknown']]);
    assert.equal(saidTo({}, 3, desk), [['reserved', 'was DK_BURN']]);
    assert.equal(saidTo({}, 7, desk), [['unknown']]);
  });

  it('gives and gets the body of the answer, its code where there is a choice, nothing where it is empty', async () => {
    const [near, far] = createLocalPair();
    let sold = 0;
    shop['servePartial'](far, {
      ask: ({ item }: { item: number }) => ({ cents: item * 100, label: 'each' }),
      buy: async () => (sold++ === 0 ? { code: 4, body: { change: 1 } } : { code: 5, body: {} }),
      knock: () => undefined,
    });
    const client = new shop['CornerShopClient'](near);
    assert.equal(await client.ask({ item: 2 }), { cents: 200, label: 'each' });
    assert.equal(await client.buy({ item: 2 }), { code: 4, body: { change: 1 } });
    assert.equal(await client.buy({ item: 2 }), { code: 5, body: {} });
    assert.is(await client.knock(), undefined);
    near.close();
  });

  it('calls without waiting for a promise, too', () => {
    const [near, far] = createLocalPair();
    shop['servePartial'](far, { ask: () => ({ cents: 1, label: '' }), knock: () => undefined });
    const client = new shop['CornerShopSyncClient'](near);
    assert.equal(client.ask({ item: 2 }), { cents: 1, label: '' });
    assert.is(client.knock(), undefined);
    near.close();
  });

  it('calls requests that name no reply: done, or refused', async () => {
    const bell = await importModules(layoutOfText(BELL), `${FOLDER}bell`);
    const refuse = (): never => {
      throw new Refusal(5);
    };
    const customer = connected(shop, { return: ({ item }: { item: number }) => item > 3 && refuse() }, 'CornerShopClient');
    const ringer = connected(bell, { ring: ({ times }: { times: number }) => times > 3 && refuse() }, 'BellClient');
    for (const call of [
      (number: number) => customer.return({ item: number }),
      (number: number) => ringer.ring({ times: number }),
    ]) {
      assert.is(await call(3), undefined);
      const error = await call(4).catch((reason: unknown) => reason);
      assert.equal([error.code, error.errno], ['SLUICE_ERR_REFUSED', 5]);
    }
    const { negative } = shop['protocol'];
    const view = new DataView(new ArrayBuffer(64));
    const length = shop['methods'].return.writeOutput(view, 0, undefined, { item: 1 }, callOf(10));
    assert.is(negative.read(view, 0, length, 258), 0);
    const { ring } = bell['methods'];
    assert.equal([ring.replies, ring.outputSize(), ring.readOutput(view, 0, 0)], [[1], 0, undefined]);
    assert.is(ring.readOutput(view, 0, 1), STRAY);
  });

  it('hears a negative answer also in the message that is the result', async () => {
    const bank = await importModules(layoutOfText(SHOP.replace('reply: [SH_PRICE]', 'reply: [SH_SORRY]')), `${FOLDER}bank`);
    const body = { shelf: 3, mood: 4 };
    const handlers = { ask: ({ item }: { item: number }) => ({ ...body, why: BigInt(-item) }) };
    const client = connected(bank, handlers, 'CornerShopClient');
    assert.equal(await client.ask({ item: 0 }), { ...body, why: 0n });
    const error = await client.ask({ item: 2 }).catch((reason: unknown) => reason);
    assert.equal([error.code, error.errno], ['SLUICE_ERR_REFUSED', 2]);
  });

  it('sends what nobody answers, and anything by its method', async () => {
    const [near, far] = createLocalPair();
    const got: unknown[] = [];
    shop['servePartial'](far, { delete: (input: unknown) => got.push(input), price: (input: unknown) => got.push(input) });
    const client = new shop['CornerShopClient'](near);
    await client.delete({ item: 7 });
    await client.$send(shop['methods'].price, { cents: 1, label: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(got, [{ item: 7 }, { cents: 1, label: 'x' }]);
    near.close();
  });

  it('puts number, source and target into the roles of a header, and turns them around in the answer', () => {
    const view = new DataView(new ArrayBuffer(64));
    const { ask } = shop['methods'];
    ask.writeInput(view, 0, { item: 1 }, { correlation: 258, source: 7, target: 300 });
    const call = callOf(1);
    assert.equal(ask.readInput(view, 0, 16, call), { item: 1 });
    // The sequence is a u8: it has the low bits of the correlation.
    assert.equal(call.header, { code: 1, size: 12, from: 7, to: 300, turn: 2, version: 2 });
    const length = ask.writeOutput(view, 0, { cents: 1, label: '' }, { item: 1 }, call);
    assert.equal(shop['Price'].decodeFrame(view, 0, length).header, {
      code: 2,
      size: 13,
      from: 300 & 0xff,
      to: 7,
      turn: 2,
      version: 2,
    });
  });

  it('takes an answer with another number for a stray', () => {
    const view = new DataView(new ArrayBuffer(64));
    const { ask, buy } = shop['methods'];
    const length = ask.writeOutput(view, 0, { cents: 1, label: '' }, { item: 1 }, callOf(1));
    assert.equal(ask.readOutput(view, 0, length, 2, 258), { cents: 1, label: '' });
    assert.is(ask.readOutput(view, 0, length, 2, 257), STRAY);
    assert.is(buy.readOutput(view, 0, length, 2, 258), STRAY);
  });

  it('refuses with the negative answer, whatever else its body has', () => {
    const view = new DataView(new ArrayBuffer(64));
    const { negative, name, fingerprint } = shop['protocol'];
    assert.equal([name, fingerprint], ['corner-shop', shop['PROTOCOL_FINGERPRINT']]);
    const length = negative.write(view, 0, 22, callOf(1));
    assert.is(length, negative.size);
    assert.equal(shop['Sorry'].decodeFrame(view, 0, length).body, { shelf: 3, mood: 4, why: -22n });
    assert.is(negative.read(view, 0, length, 258), 22);
    assert.is(negative.read(view, 0, length, 259), STRAY);
    shop['Sorry'].encodeFrame(view, 0, { turn: 2, version: 2 }, { shelf: 3, mood: 4, why: 3n });
    assert.is(negative.read(view, 0, length, 258), 0);
    assert.is(desk['protocol'].negative, null);
  });

  it('knows sizes before it writes', () => {
    const { ask } = shop['methods'];
    assert.is(ask.inputSize({ item: 1 }), 16);
    assert.is(ask.outputSize({ cents: 1, label: 'abcdefgh' }), 24);
    const view = new DataView(new ArrayBuffer(64));
    assert.is(ask.writeOutput(view, 0, { cents: 1, label: 'abcdefgh' }, { item: 1 }, callOf(1)), 24);
  });

  it('refuses an answer whose code is none of those there are', () => {
    assert.throws(
      () => shop['methods'].buy.outputSize({ code: 2, body: {} }),
      (error: Error) => error.message === 'SH_BUY is answered by code 4 (SH_THANKS) or 5 (SH_GONE)',
    );
  });

  it('refuses values that do not fit', async () => {
    const [near] = createLocalPair();
    try {
      await new shop['CornerShopClient'](near).ask({ item: -1 });
      assert.unreachable();
    } catch (error) {
      hasCode('SLUICE_ERR_RANGE')(error as Error);
    }
    near.close();
  });

  it('echoes inputs and the rest of the descriptor in the answer to an RPC, and counts it', () => {
    const view = new DataView(new ArrayBuffer(64));
    const { look } = desk['methods'];
    const outgoing = { correlation: 1, source: 0, target: 0 };
    const size = look.writeInput(view, 0, { who: 9 }, outgoing);
    assert.is(size, look.inputSize());
    view.setBigUint64(8, 77n, true);
    const call = callOf(0);
    assert.equal(look.readInput(view, 0, size, call), { who: 9 });
    assert.equal(call.header, { index: 0, response: 1, tag: 77n, blocking: true });
    look.writeOutput(view, 0, { state: 2, markLo: 1, markHi: 2 }, { who: 9 }, call);
    assert.equal(desk['Look'].decode(view, 0, size), {
      header: { index: 0, response: 0, tag: 77n, blocking: true },
      args: { who: 9, state: 2, markLo: 1, markHi: 2 },
    });
    assert.equal(look.readOutput(view, 0, size, 0, 1), { state: 2, markLo: 1, markHi: 2 });
    desk['methods'].note.writeInput(view, 0, { text: 1 }, outgoing);
    assert.equal(desk['Note'].decode(view, 0, size).header, { index: 2, response: 1, tag: 0n, blocking: false });
  });

  it('calls RPCs of every mode', async () => {
    const [near, far] = createLocalPair();
    const got: unknown[] = [];
    desk['serve'](far, {
      look: ({ who }: { who: number }) => ({ state: 1, markLo: who, markHi: 0 }),
      ping: () => undefined,
      note: (input: unknown) => got.push(input),
      callAll: async (input: unknown, { target }: CallContext) => got.push([target, input]),
      wakeAll: (input: unknown, { target }: CallContext) => got.push([target, input]),
    });
    const client = new desk['DeskClient'](near);
    assert.equal(await client.look({ who: 4 }), { state: 1, markLo: 4, markHi: 0 });
    assert.is(await client.ping(), undefined);
    await client.note({ text: 1 });
    await client.callAll({ why: 5 }, [
      { target: 1, seatLo: 2, seatHi: 0 },
      { target: 9, seatLo: 3, seatHi: 1 },
    ]);
    await client.wakeAll([3]);
    assert.equal(got, [{ text: 1 }, [1, { why: 5, seatLo: 2, seatHi: 0 }], [9, { why: 5, seatLo: 3, seatHi: 1 }], [3, {}]]);
    near.close();
  });
});
