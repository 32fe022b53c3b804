/** One generated file: its name inside the protocol's output folder, and its whole text (LF line ends, final newline). */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}
