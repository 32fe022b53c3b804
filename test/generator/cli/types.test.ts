import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import { typesToJson } from '../../../generator/cli/types-json.ts';
import { checkSchema } from '../../../generator/index.ts';
import { describe } from '../../support/index.ts';
import { makeFolder, PING_SCHEMA, REPOSITORY, sluice, sluiceHere } from './support.ts';

interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
}

const SCHEMA = JSON.parse(readFileSync(path.join(REPOSITORY, 'schema/types.schema.json'), 'utf8')) as JsonSchema;
const PAGE = path.join(REPOSITORY, 'docs/types-json.md');
const MARK = /(<!-- tables [^>]*-->\n)[\s\S]*$/;

/** Every value of a key, at any depth. */
function findAll(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...findAll(inner, key)]);
}

function listYaml(folder: string): string[] {
  const names = readdirSync(path.join(REPOSITORY, folder), { recursive: true }).map(String).sort();
  return names.filter((name) => name.endsWith('.yaml')).map((name) => path.join(REPOSITORY, folder, name));
}

function tableOf({ properties = {} }: JsonSchema): string {
  const rows = Object.entries(properties).map(([key, { description = '' }]) => `| \`${key}\` | ${description} |\n`);
  return `| key | |\n|---|---|\n${rows.join('')}`;
}

function sectionOf(name: string, item: JsonSchema): string {
  const tables = (item.oneOf ?? [item]).filter(({ properties }) => properties);
  const texts = tables.map((table) => (item.oneOf ? `${table.description}\n\n` : '') + tableOf(table));
  return `\n## ${name}\n\n${item.description}\n${texts.map((text) => `\n${text}`).join('')}`;
}

describe('types', (it) => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(SCHEMA);

  for (const file of [...listYaml('schema'), ...listYaml('test/schemas/good')]) {
    it(`gives what types.schema.json says for every config of ${path.relative(REPOSITORY, file)}`, () => {
      const { schema } = checkSchema(file, (name) => readFileSync(name));
      assert.ok(schema);
      for (const model of schema.models.values()) {
        const json = JSON.parse(JSON.stringify(typesToJson(schema, model))) as object;
        validate(json);
        assert.equal(validate.errors ?? [], []);
      }
    });
  }

  it('prints the same from any folder, with paths from the folder of the schema', async () => {
    const here = sluice(['types', 'schema/libos-ipc.yaml']);
    const there = await sluiceHere(['types', path.join(REPOSITORY, 'schema/libos-ipc.yaml')], { cwd: '/' });
    assert.equal([here.status, here.stderr], [0, '']);
    assert.is(here.stdout, there.stdout);
    assert.equal((JSON.parse(here.stdout) as { files: string[] }).files, ['libos-ipc.yaml']);
  });

  it('has the items of one config, templates expanded', async () => {
    const namesOf = async (config: string): Promise<string[]> => {
      const { stdout } = await sluiceHere(['types', 'schema/libos-ipc.yaml', '--config', config]);
      const json = JSON.parse(stdout) as { config: string; messages: { name: string }[] };
      assert.is(json.config, config);
      return json.messages.map(({ name }) => name);
    };
    const base = await namesOf('base');
    assert.is(base.length, 44);
    assert.is((await namesOf('profile-semaphores')).length, 47);
    assert.ok(base.includes('IPC_PID_FINDNS') && base.includes('IPC_SYSV_FINDNS'));
  });

  it('says where everything stands, also what came by include', () => {
    const { schema } = checkSchema(path.join(REPOSITORY, 'test/schemas/good/includes.yaml'), (name) => readFileSync(name));
    assert.ok(schema);
    const json = typesToJson(schema, [...schema.models.values()][0] as NonNullable<ReturnType<typeof schema.models.get>>);
    const positions = findAll(json, 'position') as ({ file: string; line: number } | null)[];
    assert.ok(positions.every((position) => position !== null && position.line > 0));
    const files = new Set(positions.map((position) => position?.file));
    assert.ok(files.has('includes.yaml') && [...files].some((file) => file?.startsWith('include/')), [...files].join());
  });

  it('keeps names of types, rules, bits, unions and conditions', async () => {
    const folder = makeFolder({
      'x.yaml': `protocol: x
language: 1
types: [{name: usec, is: u64, unit: us, max: 0xFFFFFFFFFFFFFFFF, js: bigint, sentinels: [{name: NEVER, value: 0}]}]
flags: [{name: fl, type: u8, bits: [{name: FL_ON, at: 3}]}]
unions: [{name: un, members: [{name: one, type: u8, is: 1}, {name: two, type: u16, is: 2}]}]
structs:
  - name: item
    packing: natural(max=2)
    fields:
      - {name: kind, type: u8}
      - {name: what, type: un, tag: kind}
      - {name: flags, type: fl}
      - {name: seen, type: usec}
      - {name: word, type: u8, bits: [{name: low, at: 0, width: 4}]}
      - {pad: 3}
    tails:
      - {name: text, kind: string, if: {field: flags, has: FL_ON}}
`,
    });
    const json = JSON.parse((await sluiceHere(['types', 'x.yaml'], { cwd: folder })).stdout) as {
      structs: { packing: string; fields: Record<string, unknown>[]; tails: Record<string, unknown>[] }[];
      types: Record<string, unknown>[];
    };
    const [item] = json.structs;
    const [, what, , seen, word, pad] = item?.fields ?? [];
    assert.is(item?.packing, 'natural(max=2)');
    assert.equal([what?.['type'], what?.['tag']], [{ kind: 'union', name: 'un' }, 'kind']);
    assert.equal(seen?.['type'], { kind: 'scalar', name: 'usec', scalar: 'u64', bool: false });
    assert.equal([seen?.['unit'], seen?.['max'], seen?.['js']], ['us', '0xffffffffffffffff', 'bigint']);
    assert.match(JSON.stringify(seen?.['sentinels']), '"name":"NEVER"');
    assert.match(JSON.stringify(word?.['bits']), '"width":4');
    assert.equal([pad?.['kind'], pad?.['size']], ['pad', 3]);
    assert.equal(item?.tails[0]?.['if'], { field: 'flags', is: null, has: 8 });
    assert.is(json.types[0]?.['name'], 'usec');
  });

  it('refuses a config that is not there', async () => {
    const unknown = sluice(['types', 'schema/libos-ipc.yaml', '--config', 'bas']);
    assert.is(unknown.status, 1);
    assert.match(unknown.stderr, 'did you mean base?');
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA });
    assert.match((await sluiceHere(['types', 'ping.yaml', '--config', 'x'], { cwd: folder })).stderr, 'ping has no configs');
  });
});

describe('docs/types-json.md', (it) => {
  it('has a table for everything in the JSON Schema', () => {
    const definitions = Object.entries(SCHEMA.definitions ?? {});
    const sections = [sectionOf('The whole', SCHEMA), ...definitions.map(([name, item]) => sectionOf(name, item))];
    const page = readFileSync(PAGE, 'utf8');
    const wanted = page.replace(MARK, (_, mark: string) => mark + sections.join(''));
    if (process.env['SLUICE_UPDATE'] === '1') writeFileSync(PAGE, wanted);
    else assert.fixture(page, wanted);
  });
});
