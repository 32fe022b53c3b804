/** Bad schemas that are too large to keep on disk. */

const HEAD = 'protocol: made\nlanguage: 1\n';
const LEVELS = 100_000;

/** Texts by the name under which each has its `.expected` file. */
export const MADE_SCHEMAS: ReadonlyMap<string, () => string> = new Map([
  ['made-17-mib.yaml', (): string => `${HEAD}# ${'x'.repeat(17 * 1024 * 1024)}\n`],
  ['made-million-items.yaml', (): string => `${HEAD}structs: [${'1,'.repeat(1_000_001)}]\n`],
  ['made-deep-brackets.yaml', (): string => `${HEAD}structs: ${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}\n`],
  ['made-deep-braces.yaml', (): string => `${HEAD}structs: ${'{a: '.repeat(LEVELS)}\n`],
  ['made-deep-dashes.yaml', (): string => `${HEAD}structs:\n  ${'- '.repeat(LEVELS)}a\n`],
  ['made-deep-keys.yaml', (): string => `${HEAD}${'? '.repeat(LEVELS)}a\n`],
  [
    'made-deep-blocks.yaml',
    (): string => HEAD + Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
  ],
  ['made-template-bomb.yaml', makeTemplateBomb],
  ['made-long-struct.yaml', makeLongStruct],
]);

/** 101 instances of a thousand structs. */
function makeTemplateBomb(): string {
  const structs = Array.from(
    { length: 1000 },
    (_, index) => `      - {name: sm_<prefix>_${index}, fields: [{name: a, type: u8}]}\n`,
  );
  const uses = Array.from({ length: 101 }, (_, index) => `  - {template: bomb, prefix: p${index}}\n`);
  return `${HEAD}templates:\n  - name: bomb\n    structs:\n${structs.join('')}messages:\n${uses.join('')}`;
}

/** The layout so far would fill a screen. */
function makeLongStruct(): string {
  const fields = Array.from({ length: 200 }, (_, index) => `      - {name: field_${index}, type: u32}\n`);
  return `${HEAD}structs:\n  - name: sm_long\n    size: 4\n    fields:\n${fields.join('')}`;
}
