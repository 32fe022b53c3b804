/** Runs `node-faults.js` under `interpose.c`, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { ROOT } from '../../interop/stubs/build.ts';
import { buildPreload } from './interpose.ts';

export class FaultyNode {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'sluice-faulty-'));
  readonly #library = buildPreload(this.#folder);

  survives(...args: readonly string[]): void {
    const plan = path.join(this.#folder, 'plan');
    writeFileSync(plan, Buffer.alloc(4096));
    const program = path.join(ROOT, 'dist', 'test', 'survival', 'faults', 'node-faults.js');
    const run = spawnSync(process.execPath, ['--enable-source-maps', program, plan, ...args], {
      encoding: 'utf8',
      timeout: 300_000,
      env: { ...process.env, LD_PRELOAD: this.#library, SLUICE_FAULT_PLAN: plan },
    });
    assert.is(run.stderr, '');
    assert.is(run.status, 0);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
