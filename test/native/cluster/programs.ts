import type { BuildOptions } from '../../interop/stubs/build.ts';
import { describeProgram } from '../programs.ts';

const MEMBER: Readonly<Record<string, string>> = {
  'comes-and-goes': 'know each other, and tell who left from who died',
  crowd: 'join sixteen at once, and all know all',
  numbers: 'have one number each, which is free again at once when they die',
  stale: 'clean up after the dead',
  'other-files': 'leave alone what is no socket of a member',
  lock: 'wait for whoever joins, until it dies or the time is over',
  stopped: 'do not half join when one does not answer',
  'random-kills': 'may be killed anywhere in joining and leaving',
  'two-in-one-process': 'may be several in one process',
  memory: 'reach the heaps of each other, and nothing else',
  options: 'refuse options out of range',
  names: 'refuse names that lead elsewhere',
  'tmp-folder': 'refuse a folder in /tmp that others may write',
  terms: 'agree on protocol and policy',
  forked: 'are not their forked children',
  descriptors: 'leave no descriptor open',
};

export function describeMember(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/member.c', MEMBER, options);
}

const MEMBERSHIP: Readonly<Record<string, string>> = {
  segment: 'make a segment that others write, and nobody resizes',
  directories: 'take no directory that leads outside of a segment',
  sizes: 'take no parts of sizes that no member makes',
  files: 'take no file that is not sealed, or can not be written',
  'liars-connect': 'refuse each lie of who connects, and keep nothing of it',
  'liars-listen': 'refuse each lie of whom they join',
  twins: 'let nobody in with the number of another',
  strangers: 'tell listeners that are no members',
  writers: 'skip claims of the dead, and keep numbers until nothing carries them',
  'all-writers': 'give each writer number once, and all of them',
  calls: 'end calls to the dead, and no others',
  threads: 'give up what a thread leaves behind',
  scribblers: 'bear a member that writes anything anywhere',
};

export function describeMembership(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/membership.c', MEMBERSHIP, options);
}

const CALLS: Readonly<Record<string, string>> = {
  answers: 'are answered by another process',
  statuses: 'say what went wrong, each by a status of its own',
  said: 'believe a server the statuses that it may say, and no others',
  nested: 'may be nested, and go to oneself, with one thread each',
  many: 'may go to many at once, each with its own outcome',
  callbacks: 'tell of their end, and begin others then',
  'wake-ups': 'do not sleep on an answer, whenever it comes',
  cancelled: 'leave their slot to the server when they are cancelled',
  late: 'end at their deadline, and are not run after it',
  full: 'are told that a FIFO is full, or wait for room',
  pressed: 'go both ways through FIFOs that are full',
  deaths: 'end when the server dies before, while or after it looks, or leaves',
  uncounted: 'wake their caller though a dead server has not counted',
  successor: 'do not reach a new member of the same number',
  'head-of-line': 'are not held up by a handler that takes long',
  'one-wakes': 'wake one thread of a pool each',
  leaves: 'end when the own member leaves',
  forked: 'are not those of a forked child',
  detached: 'are given up by a thread that ends',
};

const DEFECTS: Readonly<Record<string, string>> = {
  abandoned: 'leaves no hole where whoever took a slot has died',
  pointers: 'refuses handles and extended pointers that are wrong, whatever they are',
  fingerprints: 'tells who takes an RPC for another one',
  'many-arguments': 'brings more than ten arguments by reference',
  texts: 'brings texts whole, or not at all',
};

const STRESS: Readonly<Record<string, string>> = {
  threads: 'of many threads of several members, with cancels and deadlines, have one outcome each',
  deaths: 'the same when members die and come back at any time',
};

const LIES: Readonly<Record<string, string>> = {
  references: 'survive requests that lead anywhere',
  words: 'survive any words in their slots and FIFOs',
};

export function describeCalls(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/call.c', CALLS, options);
}

export function describeDefects(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/defects.c', DEFECTS, options);
}

export function describeCallStress(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/call-stress.c', STRESS, options);
}

export function describeCallLies(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/call-lies.c', LIES, options);
}

const HANDLES: Readonly<Record<string, string>> = {
  layout: 'name member, type, life and place',
  lives: 'are stale for ever once they were given back',
  strangers: 'are refused in other tables, and for other types',
  limits: 'are refused for tables and types that there can not be',
  churn: 'name just what they were given for, whatever comes and goes',
};

export function describeHandles(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/handles.c', HANDLES, options);
}

const ROOM: Readonly<Record<string, string>> = {
  'in-turn': 'are served in turn, by stubs and without',
  disturbed: 'keep their place when they do something else in between',
  asleep: 'sleep until it is their turn',
  deaths: 'are not held up by one that dies in line',
  'give-up': 'are not held up by those that give up, who come last when they come again',
};

export function describeRoom(title: string, options: BuildOptions = {}): void {
  describeProgram(title, 'test/native/cluster/room.c', ROOM, { stubs: ['cluster-rpc'], ...options });
}
