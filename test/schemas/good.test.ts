import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { checkSchema, computeLayout, DATA_MODELS } from '../../generator/index.ts';
import { describe } from '../support/index.ts';

const folder = new URL('../../../test/schemas/good/', import.meta.url);
const read = (name: string): Uint8Array => readFileSync(new URL(name, folder));

describe('good schemas', (it) => {
  for (const name of readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    it(`lays out ${name.replaceAll('\\', '/')} in every config and data model`, () => {
      const { schema, problems } = checkSchema(name, read);
      assert.equal(
        problems.map(({ file, start, message }) => `${file}:${start.line}:${start.column} ${message}`),
        [],
      );
      for (const config of schema?.configs.map((each) => each.name) ?? []) {
        for (const dataModel of DATA_MODELS)
          assert.is(computeLayout(schema as NonNullable<typeof schema>, { config, dataModel }).dataModel, dataModel);
      }
    });
  }
});
