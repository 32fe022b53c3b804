import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CheckedSchema, checkSchema, type Schema } from '../index.ts';

interface Known {
  /** Every file that was asked for, by its absolute path; null for one that could not be read. */
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly checked: CheckedSchema;
}

/** What a run of `generate` need not do again: schemas whose files have the bytes they had, and what was made of them. */
export class Memory {
  readonly #schemas = new Map<string, Known>();
  readonly #outputs = new WeakMap<Schema, Map<string, readonly { path: string; text: string }[]>>();

  /** {@link checkSchema} of a schema below a folder; gives the very same answer while no file has changed. */
  check(folder: string, name: string): CheckedSchema {
    const key = path.resolve(folder, name);
    const known = this.#schemas.get(key);
    if (known && [...known.files].every(([file, bytes]) => isSame(readOrNull(file), bytes))) return known.checked;
    const files = new Map<string, Uint8Array | null>();
    const checked = checkSchema(name, (file) => {
      const target = path.resolve(folder, file);
      files.set(target, null);
      const bytes = readFileSync(target);
      files.set(target, bytes);
      return bytes;
    });
    this.#schemas.set(key, { files, checked });
    return checked;
  }

  /** What `make` gave for this schema and these choices, or what it gives now. */
  async outputs(
    schema: Schema,
    choices: string,
    make: () => Promise<readonly { path: string; text: string }[]>,
  ): Promise<readonly { path: string; text: string }[]> {
    const made = this.#outputs.get(schema) ?? new Map<string, readonly { path: string; text: string }[]>();
    this.#outputs.set(schema, made);
    const found = made.get(choices) ?? (await make());
    made.set(choices, found);
    return found;
  }
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}

function readOrNull(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
