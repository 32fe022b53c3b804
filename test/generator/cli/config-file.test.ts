import * as assert from 'uvu/assert';
import { parseConfigFile } from '../../../generator/cli/config-file.ts';
import { describe } from '../../support/index.ts';

function parse(text: string): ReturnType<typeof parseConfigFile> {
  return parseConfigFile('sluice.config.yaml', new TextEncoder().encode(text));
}

/** `line:column CODE message` of every problem. */
function problemsOf(text: string): string[] {
  return parse(text).problems.map(({ start, code, message }) => `${start.line}:${start.column} ${code} ${message}`);
}

describe('config-file', (it) => {
  it('fills in what an entry leaves out', () => {
    const [entry] = parse('protocols:\n  - schema: a.yaml\n    out: gen\n').protocols;
    const { schema, out, configs, targets, dataModel, importExtension } = entry ?? {};
    assert.equal(
      { schema, out, configs, targets, dataModel, importExtension },
      { schema: 'a.yaml', out: 'gen', configs: null, targets: ['ts', 'c'], dataModel: 'lp64', importExtension: 'js' },
    );
  });

  it('takes everything an entry can say', () => {
    const text = 'protocols:\n  - { schema: a, out: b, configs: [x, y], targets: [c], dataModel: i386, importExtension: ts }\n';
    const [entry] = parse(text).protocols;
    const { configs, targets, dataModel, importExtension } = entry ?? {};
    assert.equal(
      { configs, targets, dataModel, importExtension },
      { configs: ['x', 'y'], targets: ['c'], dataModel: 'i386', importExtension: 'ts' },
    );
  });

  it('reports every mistake of every entry in one run, in order', () => {
    const text = [
      'protocol: x',
      'protocols:',
      '  - schma: a.yaml',
      '    out: gen',
      '    targets: [ts, rust]',
      '  - schema: [b.yaml]',
      '    out:',
      '    dataModel: lp46',
      '  - just a text',
    ];
    assert.equal(problemsOf(text.join('\n')), [
      '1:1 CFG001 unknown key `protocol`',
      '3:5 CFG001 unknown key `schma`',
      '3:5 CFG002 the key `schema` is missing',
      '5:19 CFG004 `rust` is not one of `ts`, `c`',
      '6:13 CFG003 a list stands where a text is expected',
      '7:9 CFG003 nothing stands where a text is expected',
      '8:16 CFG004 `lp46` is not one of `lp64`, `lp64-be`, `ilp32`, `i386`',
      '9:5 CFG003 `just a text` stands where a map with `schema:` and `out:` is expected',
    ]);
  });

  it('guesses what a mistyped key or value was meant to be', () => {
    const { problems } = parse('protocols:\n  - { schema: a, outt: b, dataModel: lp46 }\n');
    assert.equal(
      problems.map(({ fix }) => fix),
      ['add `out:`', 'did you mean `out`?', 'did you mean `lp64`?'],
    );
  });

  it('keeps the good entries beside a bad one', () => {
    const { protocols } = parse('protocols:\n  - { schema: a, out: b }\n  - { schema: c }\n');
    assert.equal(
      protocols.map(({ schema }) => schema),
      ['a'],
    );
  });

  it('wants a map with a list that is not empty', () => {
    assert.match(problemsOf('').join(), 'CFG007');
    assert.match(problemsOf('protocols: []\n').join(), /^1:12 CFG003 an empty list/);
    assert.match(problemsOf('protocols: {}\n').join(), /^1:12 CFG003 a map/);
    assert.match(problemsOf('{}\n').join(), 'CFG002 the key `protocols` is missing');
  });

  it('passes on what is wrong with the YAML itself', () => {
    assert.match(problemsOf('protocols:\n\t- x\n').join(), '2:1 SRC006');
  });
});
