import pc from 'picocolors';
import * as assert from 'uvu/assert';
import { renderProblems } from '../../../generator/cli/render-problem.ts';
import { checkSchema, type Problem } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';

const HEAD = 'protocol: limits\nlanguage: 1\n';

/** Problems of a schema, which must come within seconds of processor time however it is made. */
function check(text: string): readonly Problem[] {
  const bytes = new TextEncoder().encode(HEAD + text);
  const before = process.cpuUsage();
  const { problems } = checkSchema('limits.yaml', () => bytes);
  assert.ok(process.cpuUsage(before).user < 20_000_000, 'ends soon');
  return problems;
}

function codesOf(problems: readonly Problem[]): string[] {
  return [...new Set(problems.map(({ code }) => code))];
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

describe('limits of the loader', (it) => {
  it('keeps the first thousand problems', () => {
    const problems = check(`structs:\n${lines(5_000, () => '  - {nam: sm_item, feilds: 1}\n')}`);
    assert.is(problems.length, 1_000);
    assert.is(problems[0]?.start.line, 4);
  });

  it('shows problems of a line of a megabyte in little text', () => {
    const text = `structs: [${lines(20_000, (at) => `{name: s${at}, fields: [{name: a, type: u9}]}, `)}]\n`;
    const problems = check(text);
    assert.is(problems.length, 1_000);
    const rendered = renderProblems(problems, () => HEAD + text, pc.createColors(false));
    assert.ok(rendered.length < 1_000_000);
  });

  it('tells of many unknown keys in one sentence', () => {
    const problems = check(lines(10_000, (at) => `mystery_${at}: 1\n`));
    assert.is(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /^unknown keys `mystery_0`, .* and 9992 more$/);
  });

  it('refuses a number of a million digits', () => {
    assert.equal(codesOf(check(`max_code: ${'9'.repeat(1_000_000)}\n`)), ['KEY006']);
  });

  it('allows 64 levels', () => {
    const nested = (levels: number): string =>
      `constants: [{name: A, value: 1, when: ${'['.repeat(levels)}X${']'.repeat(levels)}}]\nfeatures: [{name: X}]\n`;
    assert.equal(check(nested(60)), []);
    assert.equal(codesOf(check(nested(62))), ['SRC004']);
  });

  it('takes linear time for a struct of many fields, tails and counts', () => {
    const fields = lines(5_000, (at) => `      - {name: f${at}, type: u8}\n`);
    const tails = lines(5_000, (at) => `      - {name: t${at}, kind: bytes, count: f${at}}\n`);
    assert.equal(check(`structs:\n  - name: large\n    fields:\n${fields}    tails:\n${tails}`), []);
  });

  it('takes linear time for structs that double at every level', () => {
    const structs = lines(25, (at) => `  - {name: s${at + 1}, fields: [{name: a, type: s${at}}, {name: b, type: s${at}}]}\n`);
    assert.equal(check(`structs:\n  - {name: s0, fields: [{name: a, type: u8}]}\n${structs}`), []);
  });

  it('takes linear time for many messages, reserved codes and replies', () => {
    const messages = lines(
      5_000,
      (at) => `  - {reserved: ${2 * at}, reason: gone}\n  - {name: M${at}, code: ${2 * at + 1}, reply: [M${(7 * at) % 5_000}]}\n`,
    );
    const header = 'structs: [{name: h, fields: [{name: code, type: u32, role: code}, {name: size, type: u32, role: size}]}]\n';
    assert.equal(check(`frame: {header: h}\n${header}messages:\n${messages}`), []);
  });

  it('ends a chain of files that never ends', () => {
    const bytes = new TextEncoder().encode(`${HEAD}include: [deeper/limits.yaml]\n`);
    const { problems } = checkSchema('limits.yaml', () => bytes);
    assert.equal(codesOf(problems), ['SRC010']);
  });
});
