import path from 'node:path';
import { computeLayout, type Schema } from '../index.ts';
import { type VerifyIo, type VerifyResult, verifyLayout } from '../verify/index.ts';
import { fromHere } from './project.ts';
import { StatusLine } from './terminal.ts';

/** Layouts of one schema that are to be proven. */
export interface Subject {
  readonly schema: Schema;
  readonly configs: readonly (string | null)[];
  /** Absolute folder that the paths in `schema` are relative to. */
  readonly folder: string;
}

/** What one compiler says about one layout. */
export interface Proof {
  readonly result: VerifyResult;
  /** Place of an `origin` (`file:line`, the file without folders) from the working directory. */
  readonly locate: (origin: string) => string;
}

/** Compilers that run at the same time. */
const WORKERS = 2;

/** Asks every compiler about every layout; proofs come back by compiler, then in the order of the subjects. */
export async function proveLayouts(subjects: readonly Subject[], compilers: readonly string[], io: VerifyIo): Promise<Proof[]> {
  const layouts = subjects.flatMap((subject) => subject.configs.map((config) => ({ ...subject, config })));
  const jobs = compilers.flatMap((compiler) => layouts.map((layout) => ({ compiler, ...layout })));
  const proofs: Proof[] = new Array(jobs.length);
  const status = new StatusLine();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) {
      const { compiler, schema, config, folder } = jobs[at] as (typeof jobs)[number];
      status.show(`${at + 1}/${jobs.length} ${compiler}: ${schema.protocol}${config === null ? '' : ` (${config})`}`);
      const choice = config === null ? {} : { config };
      const result = await verifyLayout((dataModel) => computeLayout(schema, { ...choice, dataModel }), compiler, io);
      proofs[at] = { result, locate: (origin) => locate(origin, schema, folder) };
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker)).finally(() => status.clear());
  return proofs;
}

function locate(origin: string, schema: Schema, folder: string): string {
  const name = origin.slice(0, origin.lastIndexOf(':'));
  const file = schema.files.find((candidate) => path.posix.basename(candidate) === name) ?? schema.source;
  return `${fromHere(path.resolve(folder, file))}${origin.slice(name.length)}`;
}
