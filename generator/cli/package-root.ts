import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of a file that ships with the package, by its path in there (`schema/meta.schema.json`). */
export function packagePath(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}

export function packageVersion(): string {
  return packageManifest().version;
}

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What our own package.json says. */
export function packageManifest(): Manifest {
  return JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
}
