/** What `verify` needs of the world. Only `generator/cli` touches processes and disk, so it is handed in. */
export interface VerifyIo {
  /** Runs a program to its end, `input` on its stdin; null when there is no such program. */
  run(command: string, args: readonly string[], input?: string): Promise<RunResult | null>;
  /** Absolute path of a fresh, empty folder. */
  makeTempDir(): Promise<string>;
  /** Removes such a folder with all that is in it. */
  removeDir(path: string): Promise<void>;
  writeFile(path: string, text: string): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
}

export interface RunResult {
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Splits a command line at spaces; double quotes hold together what contains some. */
export function splitCommand(line: string): [command: string, ...args: string[]] {
  const words = Array.from(line.matchAll(/"([^"]*)"|[^\s"]+/g), ([word, quoted]) => quoted ?? word);
  const [command = '', ...args] = words;
  return [command, ...args];
}
