import type { BuildOptions } from '../../interop/stubs/build.ts';
import { describeProgram } from '../programs.ts';

const CHANNEL: Readonly<Record<string, string>> = {
  messages: 'passes messages with type and flags, many prepared and sent at once',
  reservations: 'commits less than was reserved, and nothing of what is given up',
  'back-pressure': 'blocks, refuses or drops the newest, and counts it',
  blocking: 'waits for room and for data at once, through one page',
  trust: 'copies once for a peer that is not trusted, and not at all for one that is',
  fast: 'counts requests for fast receive, and sends early for them',
  owners: 'refuses other threads and forked children',
  waiting: 'waits until a deadline, and for what comes meanwhile',
  'few-doorbells': 'rings only for who sleeps',
  async: 'calls back from one descriptor, the end once, and lets a callback leave',
  descriptor: 'has a descriptor to sleep on once it is armed',
};

const STATES: Readonly<Record<string, string>> = {
  table: 'does what the table of states says',
  names: 'has names and numbers of all states',
  'state-lies': 'catches a state that goes back or is none',
  'ring-lies': 'poisons both directions, says why, and rings both doorbells',
  'last-lies': 'judges what a peer says at its very end',
  polling: 'tells who only polls of a crash',
  end: 'takes END for the clean end, whatever comes after it',
};

const FAULTS: Readonly<Record<string, string>> = {
  v1: 'V1: fits a message of every legal size at every offset',
  v2: 'V2: does not truncate sizes around 65536',
  v3: 'V3: does not let a lying size pass the writer',
  v4: 'V4: takes no pad that does not end with the ring',
  v5: 'V5: reads a header once',
  v6: 'V6: hands out what can not change any more',
  v7: 'V7: does not believe a forged head',
  v8: 'V8: tells both sides of a corrupt ring',
  v9: 'V9: has the room that it promises',
  v10: 'V10: sends no empty messages when there is no room',
  v11: 'V11: wakes the reader of the first message',
  v12: 'V12: refuses orders out of range',
  v13: 'V13: waits for nobody longer than it was told to',
  v14: 'V14: keeps a stream in bounded memory',
  v15: 'V15: has events that are states',
  v16: 'V16: tells message, empty and error apart',
  v17: 'V17: hands out everything before it tells the end',
  v18: 'V18: has fresh rings for each connection',
  v19: 'V19: does not spin for hints of a peer',
  v20: 'V20: receives nothing into nothing',
  v21: 'V21: refuses a finish without a get, and a second one',
};

const REFERENCES: Readonly<Record<string, string>> = {
  sizes: 'passes large payloads by reference, and small ones on request',
  blocks: 'takes the first run that fits, and counts generations',
  waiting: 'wakes who waits for a block',
  many: 'passes thousands of payloads through few blocks',
  'reference-lies': 'follows no reference that leads outside, or to what it was not lent',
  'released-lies': 'catches a block given back that was never lent',
  death: 'hands out what a dead peer has lent',
};

const STREAM: Readonly<Record<string, string>> = {
  parts: 'receives in parts of its own choice',
  'half-close': 'ends each direction on its own',
  'end-when-full': 'has room for END in a full ring',
  death: 'tells death and departure from an end, after the last byte',
  strangers: 'skips other messages, and tells a lie after the bytes before it',
  flood: 'passes megabytes through small rings',
  fast: 'keeps chunks short for a peer that wants them fast',
};

const PROCESSES: Readonly<Record<string, string>> = {
  killed: 'hands out all that a killed process had published, and then tells its death',
  exit: 'takes an exit without a word for a crash, and says how far the peer had come',
  leave: 'tells departure from death',
  stopped: 'tells at the deadline that a stopped process does nothing, and goes on with it later',
  'round-trips': 'answers from another process',
  'socket-doorbells': 'wakes a peer that is not trusted with eventfds',
  'one-core': 'does not spin when both share a processor',
};

export function describeChannel(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/channel/channel.c', CHANNEL, options);
  describeProgram(`${title}: states`, 'test/native/channel/states.c', STATES, options);
  describeProgram(`${title}: large payloads`, 'test/native/channel/references.c', REFERENCES, options);
  describeProgram(`${title}: processes`, 'test/native/channel/processes.c', PROCESSES, options);
  describeProgram(`${title}: streams`, 'test/native/channel/stream.c', STREAM, options);
}

export function describeFaults(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/channel/faults.c', FAULTS, options);
}
