// Writes dist/generator/load/meta-validator.cjs: schema/meta.schema.json as code, by ajv. Compiling it takes ajv a tenth of
// a second, more than all else that `sluice validate` does for a schema; so the build does it once. Run by setup.mjs.
import fs from 'node:fs';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Errors that a validator gathers before it stops copying them: twice `MAX_PROBLEMS` of generator/load/problem-list.ts. */
const MAX_ERRORS = 2000;

const SCHEMA = new URL('../schema/meta.schema.json', import.meta.url);
const OUTPUT = new URL('../dist/generator/load/meta-validator.cjs', import.meta.url);

// `verbose` for the messages of the schema itself (`patternErrorMessage`); a test checks the meta schema, strictly.
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  strict: false,
  validateSchema: false,
  meta: false,
  inlineRefs: false,
  code: { source: true, lines: true },
});

/** Validators copy all errors so far for each further one: a file with a million mistakes would take hours. */
function limitErrors(code) {
  return code.replaceAll('vErrors.concat(', `vErrors.length >= ${MAX_ERRORS} ? vErrors : vErrors.concat(`);
}

const validate = ajv.compile(JSON.parse(fs.readFileSync(SCHEMA, 'utf8')));
fs.mkdirSync(new URL('.', OUTPUT), { recursive: true });
fs.writeFileSync(OUTPUT, limitErrors(standaloneCode(ajv, validate)));
