/** The archive that Linux takes for its first file system: `newc` of cpio, as in Documentation/driver-api/early-userspace/buffer-format.rst. */

export interface ArchiveFile {
  /** Without a leading slash. */
  readonly name: string;
  readonly data: Uint8Array;
  readonly isExecutable?: boolean;
}

const REGULAR = 0o100000;
const FOLDER = 0o040000;

/** Files, and the folders that they lie in. */
export function writeArchive(files: readonly ArchiveFile[]): Buffer {
  const folders = new Set(files.flatMap(({ name }) => foldersOf(name)));
  const entries = [
    ...[...folders].map((name) => entry(name, FOLDER | 0o755, new Uint8Array())),
    ...files.map(({ name, data, isExecutable = false }) => entry(name, REGULAR | (isExecutable ? 0o755 : 0o644), data)),
  ];
  return Buffer.concat([...entries, entry('TRAILER!!!', 0, new Uint8Array())]);
}

function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The fields that matter: mode, links, size of the data, size of the name with its NUL. */
function entry(name: string, mode: number, data: Uint8Array): Buffer {
  const fields = [0, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(header, 'latin1')), padded(data)]);
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
