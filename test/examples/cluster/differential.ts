/** The same calls to a kernel in TypeScript and to one in C: both have to answer the same, and to hold the same bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { BuiltProgram } from '../../interop/stubs/build.ts';
import { type Draw, drawn } from '../../support/draw.ts';
import { drawCall, Known, outcomeOf } from './random-calls.ts';
import { OTHER, openInC, openInTypeScript, TESTED, type World } from './world.ts';

const KERNEL = ['check', 'disk', 'kernel', 'kmem', 'lifecycle', 'mapper', 'memory', 'objects', 'pages', 'process'];
const SOURCES = [...KERNEL, 'records', 'transfer', 'vfs', 'vmm'].map((name) => `examples/cluster/kernel/${name}.c`);

export function buildServer(): BuiltProgram {
  return new BuiltProgram('test/examples/cluster/kernel-server.c', { stubs: ['cluster-rpc'], sources: SOURCES });
}

/** Fails at the first difference, with the calls before it. */
export async function compareKernels(built: BuiltProgram, seed: number, count: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-kernel-'));
  const [first, second] = [mkdtempSync(path.join(folder, 'ts-')), mkdtempSync(path.join(folder, 'c-'))];
  const inTypeScript = await openInTypeScript(first);
  const inC = await openInC(second, built.program, built.socket(`kernel-${seed}`));
  try {
    await compareCalls(inTypeScript, inC, seed, count);
    const [one, two] = [await inTypeScript.close(), await inC.close()];
    assert.equal(one.problems, []);
    assert.equal(two.problems, []);
    assert.is(two.summary, one.summary);
  } finally {
    inC.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareCalls(one: World, two: World, seed: number, count: number): Promise<void> {
  const [draw] = fc.sample(
    drawn((each) => each),
    { seed, numRuns: 1 },
  ) as [Draw];
  const known = new Known();
  const told: string[] = [];
  for (let i = 0; i < count; i += 1) {
    known.survey(one);
    const call = drawCall(draw, known);
    const [a, b] = [await outcomeOf(call.run(one)), await outcomeOf(call.run(two))];
    told.push(`${i} ${call.name} -> ${a.text}`);
    if (a.text !== b.text) assert.unreachable(`seed ${seed}\n${told.slice(-12).join('\n')}\nin C ${b.text}`);
    if (a.answer !== null) call.learn?.(a.answer as Record<string, unknown>);
    if (i % 100 === 99) compareHeaps(one, two, `seed ${seed}\n${told.slice(-100).join('\n')}`);
  }
  for (const world of [one, two]) {
    assert.equal([...(await world.check()), ...world.other.check()], [], `seed ${seed}`);
    await world.forget(OTHER);
    world.other.forget(TESTED);
    assert.equal([...(await world.check()), ...world.other.check()], [], `seed ${seed}, apart`);
  }
  compareHeaps(one, two, `seed ${seed}, after the death of the other`);
  assert.equal(two.console.slice(0, one.console.length), one.console);
}

function compareHeaps(one: World, two: World, when: string): void {
  const [a, b] = [one.heap(), two.heap()];
  if (Buffer.compare(a, b) === 0) return;
  assert.unreachable(`heaps differ from byte ${a.findIndex((byte, at) => byte !== b[at])} on: ${when}`);
}
