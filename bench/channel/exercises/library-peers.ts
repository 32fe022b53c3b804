/** Round trips over libraries: zeromq, and calls of gRPC and of HTTP (undici), all over Unix sockets. Installed in bench/peers. */
import http from 'node:http';
import { createRequire } from 'node:module';
import { PEERS_FOLDER } from '../../peers.ts';
import { type Exercise, nanosecondsSince, type OpenExercise, type Setting, type Side } from '../exercise.ts';
import { expectSequence, kindOf } from '../messages.ts';
import { Relay } from './relay.ts';

const requirePeer = createRequire(new URL('package.json', PEERS_FOLDER));

export const openZeromq: OpenExercise = async (side, { place, bytes }, ready) => {
  const { Pair } = requirePeer('zeromq');
  const socket = new Pair();
  if (side === 'echo') await socket.bind(`ipc://${place}.zmq`);
  else socket.connect(`ipc://${place}.zmq`);
  ready();
  const relay = new Relay(side, bytes, (message) => void socket.send(message));
  void (async () => {
    for await (const [frame] of socket) relay.receive(frame);
  })();
  return relay;
};

/** One call after the other; the server's part is to decode and to answer. */
function callOneByOne({ bytes }: Setting, call: (bytes: Uint8Array) => Promise<Uint8Array>): Exercise {
  const { codec, make } = kindOf(bytes);
  const message = make();
  return {
    async run(count) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < count; i += 1) {
        message.sequence = i;
        const answer = await call(codec.toBytes(message));
        const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
        expectSequence(codec.decode(view, 0, answer.byteLength).sequence, i);
      }
      return nanosecondsSince(start);
    },
  };
}

/** The server's half of `callOneByOne`: its blocks are over at once, since it serves whenever it is asked. */
function answerWith(bytes: number): (request: Uint8Array) => Uint8Array {
  const { codec } = kindOf(bytes);
  return (request) => codec.toBytes(codec.decode(new DataView(request.buffer, request.byteOffset), 0, request.byteLength));
}

const SERVING: Exercise = { run: () => 0 };

/** gRPC writes nothing else. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

const identity = {
  requestSerialize: asBuffer,
  requestDeserialize: (bytes: Uint8Array) => bytes,
  responseSerialize: asBuffer,
  responseDeserialize: (bytes: Uint8Array) => bytes,
};
const ECHO = { echo: { path: '/bench.Echo/echo', requestStream: false, responseStream: false, ...identity } };

export const openGrpc: OpenExercise = (side, setting, ready) => {
  const grpc = requirePeer('@grpc/grpc-js');
  return side === 'lead' ? callGrpc(grpc, setting) : serveGrpc(grpc, setting, ready);
};

// biome-ignore lint/suspicious/noExplicitAny: it comes without types, from another folder
async function serveGrpc(grpc: any, { place, bytes }: Setting, ready: () => void): Promise<Exercise> {
  const server = new grpc.Server();
  const answer = answerWith(bytes);
  type Call = { request: Uint8Array };
  server.addService(ECHO, {
    echo: ({ request }: Call, done: (error: null, bytes: Uint8Array) => void) => done(null, answer(request)),
  });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${place}.grpc`, grpc.ServerCredentials.createInsecure(), (error: unknown) =>
      error ? reject(error) : resolve(),
    );
  });
  ready();
  return SERVING;
}

// biome-ignore lint/suspicious/noExplicitAny: it comes without types, from another folder
function callGrpc(grpc: any, setting: Setting): Exercise {
  const Client = grpc.makeGenericClientConstructor(ECHO, 'Echo');
  const client = new Client(`unix:${setting.place}.grpc`, grpc.credentials.createInsecure());
  return callOneByOne(
    setting,
    (bytes) =>
      new Promise((resolve, reject) => {
        client.echo(bytes, (error: unknown, answer: Uint8Array) => (error ? reject(error) : resolve(answer)));
      }),
  );
}

export const openUndici: OpenExercise = (side, setting, ready) => {
  return side === 'lead' ? callUndici(setting) : serveHttp(side, setting, ready);
};

async function serveHttp(_: Side, { place, bytes }: Setting, ready: () => void): Promise<Exercise> {
  const answer = answerWith(bytes);
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(answer(Buffer.concat(chunks))));
  });
  await new Promise<void>((resolve) => server.listen(`${place}.http`, resolve));
  ready();
  return SERVING;
}

function callUndici(setting: Setting): Exercise {
  const { Client } = requirePeer('undici');
  const client = new Client('http://localhost', { socketPath: `${setting.place}.http` });
  return callOneByOne(setting, async (bytes) => {
    const { body } = await client.request({ path: '/', method: 'POST', body: bytes });
    return new Uint8Array(await body.arrayBuffer());
  });
}
