/** Ways to call over a Unix socket: what a server and a client of each do. All echo 128 bytes, of which we encode and decode a descriptor. */
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { connectSocket, listenSocket } from 'sluice/runtime/stub';
import { ClusterRpcClient, servePartial } from '../../generated/cluster-rpc/index.ts';
import { PEERS_FOLDER } from '../peers.ts';

export interface Engine {
  readonly name: string;
  serve(path: string): Promise<void>;
  /** @returns one call, which is over when its promise is kept */
  connect(path: string): Promise<() => Promise<unknown>>;
}

/** Bytes of our records: envelope and descriptor. */
const RECORD = 128;
const requirePeer = createRequire(new URL('package.json', PEERS_FOLDER));

/** @param sampleEvery - which calls are measured; undefined for what users get */
function sluice(name: string, sampleEvery?: number): Engine {
  const options = sampleEvery === undefined ? {} : { sampleEvery };
  return {
    name,
    async serve(path) {
      await listenSocket(path, (transport) => {
        servePartial(transport, { pmemGetPages: ({ order }) => ({ page: BigInt(order) << 12n }) }, options);
      });
    },
    async connect(path) {
      const client = new ClusterRpcClient(await connectSocket(path), options);
      return () => client.pmemGetPages({ order: 3 });
    },
  };
}

/** Takes whole records off a stream, as one would by hand. */
function forEachRecord(socket: net.Socket, receive: (chunk: Buffer, at: number) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    const chunk = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    let at = 0;
    for (; at + 4 <= chunk.length; ) {
      const length = chunk.readUInt32LE(at);
      if (at + 4 + length > chunk.length) break;
      receive(chunk, at + 4);
      at += 4 + length;
    }
    rest = chunk.subarray(at);
  });
}

/** Gathers what is written in one macrotask. */
class Gatherer {
  readonly #socket: net.Socket;
  #chunk: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  #end = 0;
  #isScheduled = false;
  readonly #flush = (): void => {
    this.#isScheduled = false;
    this.#socket.write(this.#chunk.subarray(0, this.#end));
    if (this.#socket.writableLength > 0) this.#chunk = Buffer.allocUnsafeSlow(64 * 1024);
    this.#end = 0;
  };

  constructor(socket: net.Socket) {
    this.#socket = socket;
  }

  /** Room for one record behind its length; returns where. */
  next(): number {
    if (this.#end + 4 + RECORD > this.#chunk.length) this.#flush();
    const at = this.#end + 4;
    this.#chunk.writeUInt32LE(RECORD, this.#end);
    this.#end += 4 + RECORD;
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#flush);
    }
    return at;
  }

  get chunk(): Buffer {
    return this.#chunk;
  }
}

/** `node:net` with a promise and a Map per call, written out by hand, without any codec. */
const rawCalls: Engine = {
  name: 'node:net, promise and Map',
  serve: (path) =>
    listen(path, (socket) => {
      const out = new Gatherer(socket);
      forEachRecord(socket, (chunk, at) => {
        const to = out.next();
        chunk.copy(out.chunk, to, at, at + RECORD);
      });
    }),
  async connect(path) {
    const socket = await dial(path);
    const out = new Gatherer(socket);
    const waiting = new Map<number, { resolve: (value: bigint) => void; reject: (error: unknown) => void }>();
    let last = 0;
    forEachRecord(socket, (chunk, at) => {
      const correlation = chunk.readUInt32LE(at + 4);
      const one = waiting.get(correlation);
      waiting.delete(correlation);
      one?.resolve(chunk.readBigUInt64LE(at + 56));
    });
    return () =>
      new Promise<bigint>((resolve, reject) => {
        last = (last + 1) >>> 0;
        const to = out.next();
        out.chunk.writeUInt32LE(last, to + 4);
        out.chunk.writeBigUInt64LE(3n, to + 48);
        waiting.set(last, { resolve, reject });
      });
  },
};

/** The bytes alone: echoed as they come, counted back in order. */
const rawBytes: Engine = {
  name: 'node:net, raw bytes',
  serve: (path) => listen(path, (socket) => socket.on('data', (chunk) => socket.write(chunk))),
  async connect(path) {
    const socket = await dial(path);
    const out = new Gatherer(socket);
    const waiting: (() => void)[] = [];
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      for (; received >= 4 + RECORD; received -= 4 + RECORD) waiting.shift()?.();
    });
    return () =>
      new Promise<void>((resolve) => {
        out.next();
        waiting.push(resolve);
      });
  },
};

const httpCalls: Engine = {
  name: 'HTTP',
  serve: (path) =>
    new Promise((resolve) => {
      const server = http.createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => response.end(Buffer.concat(chunks)));
      });
      server.listen(path, resolve);
    }),
  async connect(path) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    const body = Buffer.alloc(RECORD);
    return () =>
      new Promise((resolve, reject) => {
        const request = http.request(
          { socketPath: path, method: 'POST', agent, headers: { 'content-length': RECORD } },
          (response) => {
            let length = 0;
            response.on('data', (chunk: Buffer) => {
              length += chunk.length;
            });
            response.on('end', () => resolve(length));
          },
        );
        request.on('error', reject);
        request.end(body);
      });
  },
};

const identity = {
  requestSerialize: (b: Buffer) => b,
  requestDeserialize: (b: Buffer) => b,
  responseSerialize: (b: Buffer) => b,
  responseDeserialize: (b: Buffer) => b,
};
const ECHO = { echo: { path: '/bench.Echo/echo', requestStream: false, responseStream: false, ...identity } };

const grpcCalls: Engine = {
  name: 'gRPC',
  async serve(path) {
    const grpc = requirePeer('@grpc/grpc-js');
    const server = new grpc.Server();
    server.addService(ECHO, {
      echo: (call: { request: Buffer }, done: (error: null, answer: Buffer) => void) => done(null, call.request),
    });
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`unix:${path}`, grpc.ServerCredentials.createInsecure(), (error: unknown) =>
        error ? reject(error) : resolve(),
      );
    });
  },
  async connect(path) {
    const grpc = requirePeer('@grpc/grpc-js');
    const Client = grpc.makeGenericClientConstructor(ECHO, 'Echo');
    const client = new Client(`unix:${path}`, grpc.credentials.createInsecure());
    const body = Buffer.alloc(RECORD);
    return () =>
      new Promise((resolve, reject) =>
        client.echo(body, (error: unknown, answer: Buffer) => (error ? reject(error) : resolve(answer))),
      );
  },
};

const zeromqCalls: Engine = {
  name: 'zeromq ipc',
  async serve(path) {
    const { Router } = requirePeer('zeromq');
    const router = new Router();
    await router.bind(`ipc://${path}`);
    void (async () => {
      for await (const frames of router) await router.send(frames);
    })();
  },
  async connect(path) {
    const { Dealer } = requirePeer('zeromq');
    const dealer = new Dealer();
    dealer.connect(`ipc://${path}`);
    const waiting = new Map<number, (value: Buffer) => void>();
    let last = 0;
    void (async () => {
      for await (const [frame] of dealer) {
        const correlation = frame.readUInt32LE(4);
        const resolve = waiting.get(correlation);
        waiting.delete(correlation);
        resolve?.(frame);
      }
    })();
    // A zeromq socket takes one send at a time.
    let sending: Promise<void> = Promise.resolve();
    return () =>
      new Promise((resolve, reject) => {
        last = (last + 1) >>> 0;
        const frame = Buffer.alloc(RECORD);
        frame.writeUInt32LE(last, 4);
        waiting.set(last, resolve);
        sending = sending.then(() => dealer.send(frame)).catch(reject);
      });
  },
};

function listen(path: string, onConnection: (socket: net.Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    net.createServer(onConnection).listen(path, resolve);
  });
}

function dial(path: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

export const ENGINES: readonly Engine[] = [
  sluice('sluice'),
  sluice('sluice, every call measured', 1),
  sluice('sluice, no metrics', 0),
  rawCalls,
  rawBytes,
  zeromqCalls,
  httpCalls,
  grpcCalls,
];
