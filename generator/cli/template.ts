import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageManifest, packagePath } from './package-root.ts';

/** Templates that `sluice init` offers; the first is the default. Each is a folder of `templates/`, laid over `templates/common`. */
export const TEMPLATES = ['minimal', 'rpc'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** What `{{...}}` in a template stands for. */
export interface Choices {
  readonly name: string;
  /** What npm should install as `sluice`: a path, a tarball or a version. */
  readonly sluice: string;
}

/** Every file of a new project, path (with forward slashes) to text. */
export function fillTemplate(template: TemplateName, choices: Choices): Map<string, string> {
  const { engines, devDependencies } = packageManifest();
  const values: Readonly<Record<string, string>> = { ...devDependencies, ...choices, node: engines.node };
  const files = new Map<string, string>();
  for (const layer of ['common', template]) {
    const folder = packagePath(`generator/cli/templates/${layer}`);
    for (const name of listFiles(folder)) {
      const isJson = name.endsWith('.json');
      const text = readFileSync(path.join(folder, name), 'utf8').replace(/\{\{(.+?)\}\}/g, (_, key: string) => {
        const value = values[key];
        if (value === undefined) throw new Error(`a template has an unknown placeholder: ${key}`);
        return isJson ? JSON.stringify(value).slice(1, -1) : value;
      });
      files.set(realName(name), text);
    }
  }
  return files;
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')).sort();
}

/** npm leaves `.gitignore` and its like out of packages, so a template writes the dot as `_`. */
function realName(name: string): string {
  return name.replace(/^_/, '.');
}
