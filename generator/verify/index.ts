/** Proves layouts with C compilers: `verifyLayout`, `findCompilers`, `askTarget`. Processes and disk come in through a `VerifyIo`. */
export { askTarget, findCompilers, type TargetAnswer } from './find-compilers.ts';
export type { RunResult, VerifyIo } from './io.ts';
export { type Mismatch, type VerifyResult, verifyLayout } from './verify-layout.ts';
