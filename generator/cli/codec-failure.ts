import { CodecError, FrameInputError, integerToJson } from '../frame/index.ts';
import { EXIT, type ExitCode, InputError } from './exit.ts';
import { ProblemsError } from './failure.ts';
import { colorsFor, notice, print } from './terminal.ts';

/**
 * What `encode` and `decode` do about a failure: `{error}` on stdout for programs, a sentence on stderr for people. A frame or a
 * message that is wrong has a codec's code and place; a schema, a name, hex or JSON that can't be understood has a code of its own,
 * `SLUICE_ERR_INPUT_...`, and no place. Anything else passes through.
 *
 * @param name - C name that the user gave for the message, if any
 */
export function reportCodecFailure(error: unknown, name: string | null): ExitCode {
  if (error instanceof CodecError) {
    const { code, messageName: message, field, offset } = error;
    const [expected, got] = [toJson(error.expected), toJson(error.got)];
    printError({ code, message, field, offset, expected, got });
    notice(`${colorsFor(process.stderr).red('error:')} ${error.message}`);
    return EXIT.input;
  }
  const code = inputCode(error);
  if (code !== null) printError({ code, message: name, field: null, offset: null, expected: null, got: null });
  throw error instanceof FrameInputError ? new InputError(error.message) : error;
}

function printError(error: Readonly<Record<string, unknown>>): void {
  print(JSON.stringify({ error }, null, 2));
}

/** The stable code of what is wrong around a frame; null for what is no mistake of the user's. */
function inputCode(error: unknown): string | null {
  if (error instanceof FrameInputError) return error.code;
  if (error instanceof ProblemsError) return 'SLUICE_ERR_INPUT_SCHEMA';
  return error instanceof InputError ? 'SLUICE_ERR_INPUT_NAME' : null;
}

function toJson(value: number | bigint | null): number | string | null {
  return typeof value === 'bigint' ? integerToJson(value) : value;
}
