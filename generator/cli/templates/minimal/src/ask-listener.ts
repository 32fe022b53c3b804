import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Answer, Code, decodeFrame, Report } from '../generated/sensor/index.js';

const LISTENER = fileURLToPath(new URL('../listener', import.meta.url));

/** Encodes a report, hands it to the C program and decodes what that answers. */
export function askListener(report: Report): { answer: Answer; said: string } {
  const { status, stdout, stderr, error } = spawnSync(LISTENER, { input: Report.frameBytes({}, report) });
  if (error) throw error;
  if (status !== 0) throw new Error(`the listener refused the report: ${stderr}`);
  const frame = decodeFrame(new DataView(stdout.buffer, stdout.byteOffset), 0, stdout.length);
  if (frame.code !== Code.Answer) throw new Error(`an answer was expected: code=${frame.code}`);
  return { answer: frame.body, said: stderr.toString() };
}
