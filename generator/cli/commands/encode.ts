import { encodeFrame, formatHex, parseObject } from '../../frame/index.ts';
import { reportCodecFailure } from '../codec-failure.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { layoutFor, loadSchema } from '../schema-file.ts';
import { textOrStdin } from '../stdin.ts';
import { print } from '../terminal.ts';

export interface EncodeOptions {
  readonly json: string;
  readonly config?: string;
}

/** `sluice encode SCHEMA MESSAGE --json OBJECT`: one frame as lower-case hex. */
export async function encode(file: string, message: string, options: EncodeOptions): Promise<ExitCode> {
  try {
    const layout = layoutFor(loadSchema(file), options);
    const object = await textOrStdin(options.json);
    print(formatHex(encodeFrame(layout, message, parseObject(object))));
    return EXIT.ok;
  } catch (error) {
    return reportCodecFailure(error, message);
  }
}
