/** From YAML text to a raw tree with positions: `loadFiles`, `ProblemList`, `PROBLEM_CODES`, `nearest`. */
export { type LoadedFiles, loadFiles, type ReadFile } from './load-files.ts';
export { nearest } from './nearest.ts';
export type { Position, Problem } from './problem.ts';
export { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
export { ProblemList } from './problem-list.ts';
export * from './raw.ts';
export { originOf, quotedText, type SourceFile, type Span, shorten } from './source-file.ts';
