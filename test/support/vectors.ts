/**
 * Test vectors: what every codec must make of the same values and bytes, as JSON in `test/vectors/`. Their bytes were packed by hand
 * from the layouts in `docs/protocols/`, not by a codec of this project.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { DataModel } from '../../generator/index.ts';

/** JSON as `sluice encode` takes it and `sluice decode` prints it: C names, unsafe integers as hex text. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface DecodedVector {
  readonly message: string;
  /** null without a header. */
  readonly code: number | null;
  readonly header: { readonly [name: string]: Json } | null;
  readonly body: { readonly [name: string]: Json };
}

export interface ErrorVector {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly offset: number;
  readonly expected: number | string | null;
  readonly got: number | string | null;
}

export interface VectorFile {
  readonly file: string;
  readonly protocol: string;
  readonly config: string | null;
  readonly dataModel: DataModel;
  readonly doc: string;
  /** `object` encodes to `hex`; `hex` decodes to `decoded`, whose header and body encode to `hex` again. */
  readonly frames: readonly {
    readonly name: string;
    readonly message: string;
    readonly object: Json;
    readonly hex: string;
    readonly decoded: DecodedVector;
  }[];
  /** `hex` decodes although no encoder writes it. */
  readonly tolerated: readonly {
    readonly name: string;
    readonly as?: string;
    readonly hex: string;
    readonly decoded: DecodedVector;
  }[];
  /** `hex` is refused. */
  readonly badBytes: readonly {
    readonly name: string;
    readonly as?: string;
    readonly hex: string;
    readonly error: ErrorVector;
  }[];
  /** `object` is refused. */
  readonly badValues: readonly {
    readonly name: string;
    readonly message: string;
    readonly object: Json;
    readonly error: ErrorVector;
  }[];
}

const folder = new URL('../../../test/vectors/', import.meta.url);

/** Every file of `test/vectors`, by name. */
export function loadVectors(): VectorFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ ...(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Omit<VectorFile, 'file'>), file: name }));
}
