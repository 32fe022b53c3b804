/** Where a command spends its time, by package or folder, from one run under V8's sampling profiler. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly url: string };
  readonly children?: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Node id of each sample, and microseconds since the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface Share {
  readonly owner: string;
  readonly ms: number;
}

/** Package or folder of a script; null for V8 and Node themselves, whose time belongs to whoever called them. */
function ownerOf(url: string): string | null {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency) return dependency;
  return /dist\/(generator\/[^/]+(?:\/(?:ts|c)(?=\/))?)/.exec(url)?.[1] ?? null;
}

/** Sums up self time by owner, largest first. */
export function attribute(profile: CpuProfile): Share[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const findOwner = (id: number | undefined): string => {
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const owner = ownerOf(nodes.get(at)?.callFrame.url ?? '');
      if (owner !== null) return owner;
    }
    return 'node and garbage collection';
  };
  const totals = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const owner = findOwner(id);
    totals.set(owner, (totals.get(owner) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  });
  return [...totals].map(([owner, ms]) => ({ owner, ms })).sort((a, b) => b.ms - a.ms);
}

/** Runs a script once under the profiler. */
export function profileScript(script: string, args: readonly string[], cwd: string): Share[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-profile-'));
  try {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    spawnSync(process.execPath, [...flags, script, ...args], { cwd });
    const [file] = readdirSync(folder);
    return file === undefined ? [] : attribute(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CpuProfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
