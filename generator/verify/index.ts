/** Proves layouts with C compilers: `verifyLayout`, `findCompilers`. Processes and disk come in through a `VerifyIo`. */
export { findCompilers } from './find-compilers.ts';
export type { RunResult, VerifyIo } from './io.ts';
export { type Mismatch, type VerifyResult, verifyLayout } from './verify-layout.ts';
