import * as assert from 'uvu/assert';
import type { ObservedChannel, Sample } from '../../../runtime/observe/observed-channel.ts';
import { sluice } from './support.ts';

/** What `sluice channels --json ARGS` lists. */
export function list(...args: readonly string[]): ObservedChannel[] {
  const { status, stdout, stderr } = sluice(['channels', '--json', ...args]);
  assert.equal([status, stderr], [0, '']);
  return (JSON.parse(stdout) as Sample).channels as ObservedChannel[];
}
