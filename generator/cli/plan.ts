import path from 'node:path';
import { computeLayout } from '../index.ts';
import type { Layout } from '../layout/types.ts';
import { configProblem, type ProtocolEntry } from './config-file.ts';
import { ProblemsError } from './failure.ts';
import { Memory } from './memory.ts';
import { fromHere, type Project } from './project.ts';

/** Everything a run of `generate` would have on disk. */
export interface Plan {
  /** Absolute path to whole text. */
  readonly files: ReadonlyMap<string, string>;
  /** Absolute output folders, where files that are no longer made may lie. */
  readonly folders: readonly string[];
}

/** Computes every output file of a project; touches no disk. What `memory` has from an earlier run is not made again. */
export async function planOutputs(
  project: Project,
  onProgress: (text: string) => void,
  memory: Memory = new Memory(),
): Promise<Plan> {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  for (const { entry, schema, configs } of project.protocols) {
    const out = path.resolve(project.folder, entry.out);
    folders.add(out);
    for (const config of configs) {
      const { targets, dataModel, importExtension } = entry;
      const outputs = await memory.outputs(schema, JSON.stringify([config, targets, dataModel, importExtension]), () => {
        onProgress(`generating ${schema.protocol}${config === null ? '' : ` (${config})`}`);
        return emit(computeLayout(schema, { ...(config === null ? {} : { config }), dataModel }), entry);
      });
      const folder = config === null ? out : path.join(out, config);
      for (const output of outputs) {
        const target = path.join(folder, output.path);
        if (files.has(target)) throw collision(target, entry);
        files.set(target, output.text);
      }
    }
  }
  return { files, folders: [...folders] };
}

/** The emitters are loaded here, by the first layout that needs them: ts-morph alone costs a quarter of a second. */
async function emit(layout: Layout, entry: ProtocolEntry): Promise<{ path: string; text: string }[]> {
  const { importExtension } = entry;
  const ts = entry.targets.includes('ts')
    ? await (await import('../emit/ts/index.ts')).emitTypeScript(layout, { importExtension })
    : [];
  const c = entry.targets.includes('c') ? (await import('../emit/c/index.ts')).emitC(layout) : [];
  return [...ts, ...c];
}

function collision(target: string, entry: ProtocolEntry): ProblemsError {
  const message = `\`${fromHere(target)}\` is already made for a protocol above`;
  return new ProblemsError([configProblem('CFG006', entry.spans.out, message, 'give every protocol an `out:` of its own')]);
}
