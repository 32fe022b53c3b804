import { CodecError, FrameInputError, integerToJson } from '../frame/index.ts';
import { EXIT, type ExitCode, InputError } from './exit.ts';
import { colorsFor, notice, print } from './terminal.ts';

/**
 * What `encode` and `decode` do about a frame or a message that is wrong: `{error}` on stdout for programs, a sentence on
 * stderr for people. Hex, JSON and names that can't be understood become an `InputError`; anything else passes through.
 */
export function reportCodecFailure(error: unknown): ExitCode {
  if (error instanceof FrameInputError) throw new InputError(error.message);
  if (!(error instanceof CodecError)) throw error;
  const { code, messageName: message, field, offset } = error;
  const [expected, got] = [toJson(error.expected), toJson(error.got)];
  print(JSON.stringify({ error: { code, message, field, offset, expected, got } }, null, 2));
  notice(`${colorsFor(process.stderr).red('error:')} ${error.message}`);
  return EXIT.input;
}

function toJson(value: number | bigint | null): number | string | null {
  return typeof value === 'bigint' ? integerToJson(value) : value;
}
