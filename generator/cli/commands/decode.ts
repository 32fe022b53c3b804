import { annotateFrame, decodeFrame, parseHex, renderDump } from '../../frame/index.ts';
import type { Layout } from '../../layout/types.ts';
import { reportCodecFailure } from '../codec-failure.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { layoutFor, loadSchema } from '../schema-file.ts';
import { textOrStdin } from '../stdin.ts';
import { colorsFor, print } from '../terminal.ts';

export interface DecodeOptions {
  readonly hex: string;
  readonly config?: string;
  readonly as?: string;
  readonly dump?: boolean;
}

/** `sluice decode SCHEMA --hex HEX`: the message that a frame holds, as JSON or as an annotated hexdump. */
export async function decode(file: string, options: DecodeOptions): Promise<ExitCode> {
  const as = options.as === undefined ? {} : { as: options.as };
  try {
    const layout = layoutFor(loadSchema(file), options);
    const hex = await textOrStdin(options.hex);
    const bytes = parseHex(hex);
    if (options.dump) return dump(layout, bytes, as);
    print(JSON.stringify(decodeFrame(layout, bytes, as), null, 2));
    return EXIT.ok;
  } catch (error) {
    return reportCodecFailure(error, options.as ?? null);
  }
}

/** A frame that is wrong is explained as far as it goes, and fails like any other. */
function dump(layout: Layout, bytes: Uint8Array, as: { readonly as?: string }): ExitCode {
  const { frame, error, spans } = annotateFrame(layout, bytes, as);
  if (frame) print(frame.code === null ? frame.message : `${frame.message}  code ${frame.code}, ${bytes.length} bytes`);
  process.stdout.write(renderDump(spans, bytes, { colour: colorsFor(process.stdout).isColorSupported }));
  if (error) throw error;
  return EXIT.ok;
}
