import * as assert from 'uvu/assert';
import { checkSchema } from '../../../generator/index.ts';
import { joinPath } from '../../../generator/load/load-files.ts';
import { describe } from '../../support/index.ts';

/** Checks a schema among files that are only here; gives the paths that were asked for and the problems as `file:line code`. */
function check(path: string, files: Readonly<Record<string, string>>): { asked: string[]; problems: string[] } {
  const asked: string[] = [];
  const { problems } = checkSchema(path, (name) => {
    asked.push(name);
    const text = files[name];
    if (text === undefined) throw Object.assign(new Error(name), { code: 'ENOENT' });
    return new TextEncoder().encode(`protocol: p\nlanguage: 1\n${text}`);
  });
  return { asked, problems: problems.map(({ file, start, code }) => `${file}:${start.line} ${code}`) };
}

describe('load-files', (it) => {
  it('takes paths from the folder of the including file', () => {
    assert.is(joinPath('a.yaml', 'b.yaml'), 'b.yaml');
    assert.is(joinPath('x/a.yaml', 'b.yaml'), 'x/b.yaml');
    assert.is(joinPath('x/a.yaml', './y/../b.yaml'), 'x/b.yaml');
    assert.is(joinPath('x/a.yaml', '../b.yaml'), 'b.yaml');
    assert.is(joinPath('a.yaml', '../b.yaml'), '../b.yaml');
    assert.is(joinPath('../x/a.yaml', '../../b.yaml'), '../../b.yaml');
    assert.is(joinPath('./a.yaml', 'b.yaml'), './b.yaml');
    assert.is(joinPath('/x/a.yaml', '../../b.yaml'), '/../b.yaml');
    assert.is(joinPath('x/a.yaml', '/b.yaml'), '/b.yaml');
  });

  it('reads a file that two others include once', () => {
    const { asked, problems } = check('dir/root.yaml', {
      'dir/root.yaml': 'include: [one.yaml, two.yaml]',
      'dir/one.yaml': 'include: [both.yaml]',
      'dir/two.yaml': 'include: [./both.yaml]',
      'dir/both.yaml': '',
    });
    assert.equal(asked, ['dir/root.yaml', 'dir/one.yaml', 'dir/both.yaml', 'dir/two.yaml']);
    assert.equal(problems, []);
  });

  it('tells the mistakes of all files in one run, in the order in which a reader meets them', () => {
    const { problems } = check('root.yaml', {
      'root.yaml': 'include: [two.yaml, one.yaml]\nstructs: [{name: r, fields: [{name: a, type: v1}]}]',
      'one.yaml': 'structs: [{name: o, fields: [{name: a, type: v1}]}]',
      'two.yaml': 'structs: [{name: t, fields: [{name: a, typ: v1}]}]',
    });
    assert.equal(problems, ['root.yaml:4 NAM004', 'two.yaml:3 KEY001', 'two.yaml:3 NAM004', 'one.yaml:3 NAM004']);
  });

  it('tells of a file that is not there, and not of the names that it would have defined', () => {
    const { problems } = check('root.yaml', {
      'root.yaml': 'include: [gone.yaml]\nstructs: [{name: r, size: 4, fields: [{name: a, type: from_gone}]}]',
    });
    assert.equal(problems, ['root.yaml:3 SRC001']);
  });

  it('has forward slashes on every platform', () => {
    const { schema } = checkSchema('dir\\root.yaml', () => new TextEncoder().encode('protocol: p\nlanguage: 1\n'));
    assert.is(schema?.source, 'dir/root.yaml');
  });
});
