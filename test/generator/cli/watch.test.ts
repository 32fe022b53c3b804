import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { describe } from '../../support/index.ts';
import { BROKEN_SCHEMA, makeFolder, PING_CONFIG, PING_SCHEMA, startSluice } from './support.ts';

const PATIENCE_MS = 20_000;

/** A running `generate --watch` and what it has said so far. */
class Watcher {
  readonly #child: ChildProcess;
  #said = '';

  constructor(folder: string) {
    this.#child = startSluice(['generate', '--watch'], folder);
    this.#child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#said += chunk;
    });
  }

  /** Waits until everything said since the last call matches; gives it, and forgets it. */
  async waitFor(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!pattern.test(this.#said)) {
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms for ${pattern} in:\n${this.#said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const said = this.#said;
    this.#said = '';
    return said;
  }

  async end(): Promise<number | null> {
    this.#child.kill('SIGINT');
    const [status] = (await once(this.#child, 'exit')) as [number | null];
    return status;
  }
}

/** A second message code, so that the output differs each time. */
function schemaWith(code: number): string {
  return PING_SCHEMA.replace('code: 2', `code: ${code}`);
}

describe('generate --watch', (it) => {
  it('follows saves, renames over, broken schemas, includes that appear and the config file', async () => {
    const folder = makeFolder({ 'ping.yaml': PING_SCHEMA, 'sluice.config.yaml': PING_CONFIG });
    const file = (name: string): string => path.join(folder, name);
    const watcher = new Watcher(folder);
    try {
      await watcher.waitFor(/files written[\s\S]*watching 2 files/);

      writeFileSync(file('ping.yaml'), schemaWith(3));
      await watcher.waitFor(/files? written[\s\S]*watching/);
      assert.match(readFileSync(file('out/codes.ts'), 'utf8'), /\b3\b/);

      for (const code of [4, 5]) {
        writeFileSync(file('.ping.yaml.swp'), schemaWith(code));
        renameSync(file('.ping.yaml.swp'), file('ping.yaml'));
        await watcher.waitFor(/files? written[\s\S]*watching/);
        assert.match(readFileSync(file('out/codes.ts'), 'utf8'), new RegExp(`\\b${code}\\b`));
      }

      writeFileSync(file('ping.yaml'), BROKEN_SCHEMA);
      await watcher.waitFor(/ping\.yaml:18:29 error NAM004[\s\S]*watching/);

      rmSync(file('ping.yaml'));
      await watcher.waitFor(/no such file[\s\S]*watching/);

      writeFileSync(file('ping.yaml'), `include: [more.yaml]\n${schemaWith(6)}`);
      await watcher.waitFor(/more\.yaml[\s\S]*no such file[\s\S]*watching 3 files/);

      writeFileSync(file('more.yaml'), 'protocol: more\nlanguage: 1\ninclude: [deep/down/most.yaml]\n');
      await watcher.waitFor(/most\.yaml[\s\S]*no such file[\s\S]*watching 4 files/);

      mkdirSync(file('deep'));
      await watcher.waitFor(/no such file[\s\S]*watching 4 files/);
      mkdirSync(file('deep/down'));
      await watcher.waitFor(/no such file[\s\S]*watching 4 files/);
      writeFileSync(file('deep/down/most.yaml'), 'protocol: most\nlanguage: 1\n');
      await watcher.waitFor(/files? written[\s\S]*watching/);

      writeFileSync(file('sluice.config.yaml'), `${PING_CONFIG}    targets: [ts]\n`);
      await watcher.waitFor(/removed[\s\S]*watching/);
    } finally {
      assert.is(await watcher.end(), 0);
    }
  });

  it('makes only the protocol again whose schema was saved', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const files = names.map((name): [string, string] => [
      `${name}.yaml`,
      PING_SCHEMA.replace('protocol: ping', `protocol: ${name}`),
    ]);
    const config = `protocols:\n${names.map((name) => `  - { schema: ${name}.yaml, out: out/${name} }\n`).join('')}`;
    const folder = makeFolder({ ...Object.fromEntries(files), 'sluice.config.yaml': config });
    const watcher = new Watcher(folder);
    try {
      await watcher.waitFor(/watching 6 files/);
      const times: number[] = [];
      for (const code of [3, 4, 5, 6, 7]) {
        const text = files[2]?.[1].replace('code: 2', `code: ${code}`) ?? '';
        const startedAt = performance.now();
        writeFileSync(path.join(folder, 'three.yaml'), text);
        const said = await watcher.waitFor(/files? written[\s\S]*watching/);
        times.push(performance.now() - startedAt);
        const [, written, unchanged] = /(\d+) files? written, (\d+) unchanged/.exec(said) ?? [];
        assert.ok(Number(written) <= 6 && Number(unchanged) >= 24, said);
        assert.match(readFileSync(path.join(folder, 'out/three/codes.ts'), 'utf8'), new RegExp(`\\b${code}\\b`));
      }
      console.log(`from save to written, one of five schemas: ${times.map(Math.round).join(', ')} ms`);
    } finally {
      assert.is(await watcher.end(), 0);
    }
  });
});
