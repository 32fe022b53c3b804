import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { CLOSED, EMPTY, FULL } from '../../../runtime/ring/answers.ts';
import { ByteStream } from '../../../runtime/stream/byte-stream.ts';
import { describe, hasCode } from '../../support/index.ts';
import { type ChannelPair, closeAll, crash, errorOf, makePair, put, tick, within } from '../channel/channel-pair.ts';

interface StreamPair extends ChannelPair {
  readonly out: ByteStream;
  readonly into: ByteStream;
}

function makeStreams(sendOrder = 0): StreamPair {
  const pair = makePair({ sendOrder });
  return { ...pair, out: new ByteStream(pair.near), into: new ByteStream(pair.far) };
}

function pattern(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

async function readAll(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await stream.receiveChunk(); chunk !== null; chunk = await stream.receiveChunk()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('byte stream', (it) => {
  it.after.each(closeAll);

  it('keeps bytes and their order, whatever the chunks', async () => {
    const { out, into } = makeStreams();
    const bytes = pattern(300_000);
    const sending = (async () => {
      for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3) % 7919)
        await out.send(bytes.subarray(at, at + size));
      out.shutdown();
    })();
    const received = await within(readAll(into), 'the end');
    await sending;
    assert.is(Buffer.compare(received, bytes), 0);
    assert.is(out.bytesSent, 300_000);
    assert.is(into.bytesReceived, 300_000);
  });

  it('waits for the first byte only, and takes what is there', async () => {
    const { out, into } = makeStreams();
    const target = new Uint8Array(10);
    assert.is(into.tryReceive(target), EMPTY);
    const received = into.receive(target);
    await tick(5);
    await out.send(Uint8Array.of(1, 2, 3));
    assert.is(await within(received, 'bytes'), 3);
    await out.send(pattern(8));
    await out.send(pattern(8));
    assert.is(await into.receive(target), 10, 'over the border of chunks');
    assert.is(await into.receive(target), 6);
    assert.equal(Array.from(target.subarray(0, 6)), Array.from(pattern(8).subarray(2)));
  });

  it('ends each direction on its own', async () => {
    const { out, into } = makeStreams();
    await out.send(pattern(5));
    out.shutdown();
    assert.is((await errorOf(out.send(pattern(1)))).code, 'SLUICE_ERR_ENDED');
    assert.is((await within(readAll(into), 'the end')).length, 5);
    assert.is(await into.receive(new Uint8Array(1)), 0);
    assert.is(into.tryReceive(new Uint8Array(1)), CLOSED);
    await into.send(pattern(7));
    into.shutdown();
    assert.is((await within(readAll(out), 'the other end')).length, 7);
  });

  it('takes a death without END for an error, after the last byte', async () => {
    const pair = makeStreams();
    await pair.into.send(pattern(100));
    await pair.out.send(pattern(9));
    crash(pair);
    const target = new Uint8Array(60);
    await tick(10);
    assert.is(await pair.out.receive(target), 60);
    assert.is(await pair.out.receive(target), 40);
    const error = await errorOf(pair.out.receive(target));
    assert.equal([error.code, (error as { released?: number }).released], ['SLUICE_ERR_PEER_DIED', 0]);
    assert.is((await errorOf(pair.out.send(target))).code, 'SLUICE_ERR_PEER_DIED');
  });

  it('takes a departure without END for an error, and one after END for the end', async () => {
    const first = makeStreams();
    first.near.disconnectNow();
    assert.is((await errorOf(first.into.receive(new Uint8Array(1)))).code, 'SLUICE_ERR_PEER_CLOSED');
    const second = makeStreams();
    await second.out.send(pattern(20));
    second.out.shutdown();
    second.near.disconnectNow();
    await tick(10);
    assert.is((await within(readAll(second.into), 'the end')).length, 20);
  });

  it('blocks two sides that only send, until their deadlines', async () => {
    const { out, into } = makeStreams();
    const long = pattern(20_000);
    const errors = await Promise.all([errorOf(out.send(long, { timeoutMs: 30 })), errorOf(into.send(long, { timeoutMs: 30 }))]);
    assert.equal(
      errors.map(({ code }) => code),
      ['SLUICE_ERR_PEER_UNRESPONSIVE', 'SLUICE_ERR_PEER_UNRESPONSIVE'],
    );
    assert.ok(out.bytesSent < 4096);
    assert.is(out.trySend(long), FULL);
    const target = new Uint8Array(out.bytesSent);
    assert.is(into.tryReceive(target), out.bytesSent, 'what was sent is still read');
    assert.equal(target, long.subarray(0, out.bytesSent));
    const abort = new AbortController();
    const sending = errorOf(into.send(long, { signal: abort.signal }));
    abort.abort();
    assert.is((await sending).code, 'SLUICE_ERR_CANCELLED');
  });

  it('sends short chunks to a peer that has requested fast receive', async () => {
    const { out, into, far } = makeStreams(4);
    far.requestFastReceive();
    await out.send(pattern(5000));
    far.cancelFastReceive();
    const lengths: number[] = [];
    for (let left = 5000; left > 0; ) {
      const chunk = await into.receiveChunk();
      lengths.push(chunk?.length ?? 0);
      left -= chunk?.length ?? left;
    }
    assert.equal(lengths, [2048, 2048, 904]);
  });

  it('is attached once, and gives the channel back', async () => {
    const { near, out, into } = makeStreams();
    assert.throws(() => new ByteStream(near), hasCode('SLUICE_ERR_STATE'));
    await out.send(pattern(10));
    await into.receive(new Uint8Array(4));
    into.detach();
    into.detach();
    assert.throws(() => into.tryReceive(new Uint8Array(1)), hasCode('SLUICE_ERR_STATE'));
    await out.send(pattern(3));
    const again = new ByteStream(into.channel);
    assert.is((await again.receiveChunk())?.length, 3, 'the rest of the chunk was dropped');
  });

  it('skips what is no stream data', async () => {
    const { near, out, into } = makeStreams();
    out.detach();
    put(near, pattern(5), 2);
    put(near, new Uint8Array(0), 1);
    put(near, pattern(4), 1);
    assert.is((await into.receiveChunk())?.length, 4);
  });
});

describe('byte stream as a stream of Node', (it) => {
  it.after.each(closeAll);

  it('pipes both ways, and disconnects when both directions have ended', async () => {
    const { out, into, far } = makeStreams(1);
    const bytes = pattern(400_000);
    const echo = into.toDuplex();
    const echoing = pipeline(echo, echo);
    const client = out.toDuplex();
    const hash = createHash('sha256');
    await within(Promise.all([pipeline(Readable.from([bytes], { objectMode: false }), client, hash)]), 'the echo', 20_000);
    await within(echoing, 'the end');
    assert.is(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'));
    await tick(20);
    assert.is(far.error?.message, 'this side has closed the channel');
  });

  it('holds its source back while nobody reads', async () => {
    const { out } = makeStreams();
    const client = out.toDuplex();
    let writes = 0;
    while (client.write(new Uint8Array(1000)) && writes < 1000) writes += 1;
    await tick(20);
    assert.ok(writes < 100);
    assert.ok(out.bytesSent < 4096);
    client.on('error', () => {});
    client.destroy();
  });

  it('is destroyed with the error that ended it, and tells its peer of its own end', async () => {
    const pair = makeStreams();
    const client = pair.out.toDuplex();
    client.resume();
    const failed = new Promise<Error & { code?: string }>((resolve) => client.on('error', resolve));
    crash(pair);
    assert.is((await within(failed, 'the error')).code, 'SLUICE_ERR_PEER_DIED');
    const other = makeStreams();
    const server = other.into.toDuplex();
    server.resume();
    const cut = new Promise<Error & { code?: string }>((resolve) => server.on('error', resolve));
    const gone = other.out.toDuplex();
    gone.destroy();
    assert.is((await within(cut, 'the error of the peer')).code, 'SLUICE_ERR_PEER_CLOSED');
  });
});

describe('byte stream as Web streams', (it) => {
  it.after.each(closeAll);

  it('pipes both ways', async () => {
    const { out, into } = makeStreams(1);
    const bytes = pattern(200_000);
    const far = into.toWeb();
    const near = out.toWeb();
    const echoing = far.readable.pipeTo(far.writable);
    const writer = near.writable.getWriter();
    const writing = (async () => {
      for (let at = 0; at < bytes.length; at += 10_000) await writer.write(bytes.subarray(at, at + 10_000));
      await writer.close();
    })();
    const chunks: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of near.readable) chunks.push(chunk);
    })();
    await within(Promise.all([writing, reading, echoing]), 'the echo', 20_000);
    assert.is(Buffer.compare(Buffer.concat(chunks), bytes), 0);
  });

  it('reads nothing ahead, and fails when its peer leaves without an END', async () => {
    const { out, into } = makeStreams();
    const { readable } = into.toWeb();
    await out.send(pattern(100));
    await tick(10);
    assert.is(into.bytesReceived, 0);
    const reader = readable.getReader();
    assert.is((await reader.read()).value?.length, 100);
    out.channel.disconnectNow();
    assert.is((await errorOf(reader.read())).code, 'SLUICE_ERR_PEER_CLOSED');
  });
});
