/**
 * The generator: YAML text in, layouts and code out; nothing here touches process, disk or console.
 * `checkSchema`, `computeLayout`, `emitTypeScript`, `emitC`, `encodeFrame`, `decodeFrame`, `PROBLEM_CODES`, `DATA_MODELS`.
 */
export { type CheckedSchema, checkSchema, computeLayout, type Schema } from './check-schema.ts';
export { DATA_MODELS } from './layout/index.ts';
export type * from './layout/types.ts';
export type { ReadFile } from './load/load-files.ts';
export type { Position, Problem } from './load/problem.ts';
export { PROBLEM_CODES, type ProblemCode } from './load/problem-codes.ts';
