import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ByteStream, connect } from 'sluice/runtime';
import * as assert from 'uvu/assert';
import type { Program } from '../../examples/support/program.ts';
import { Workspace } from '../../examples/support/workspace.ts';
import { describe } from '../support/index.ts';
import { canRun, runExample, shownOutput } from './run-example.ts';

/** Which lines there are; sums and times differ. */
const withoutNumbers = (output: string): string => output.replace(/\d+ bytes, crc32 \w+, \d+ ms/g, 'SUM');

describe('examples/file-copy', (it) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-copy-test-'));
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
  const shown = shownOutput('file-copy');
  it.after(() => rmSync(folder, { recursive: true, force: true }));

  for (const length of [0, 1, 3_000_001]) {
    it(`copies ${length} bytes both ways, and shows what it prints`, () => {
      if (!canRun) return;
      const bytes = randomBytes(length);
      writeFileSync(from, bytes);
      const { status, output } = runExample('file-copy', from, to);
      assert.is(withoutNumbers(output), withoutNumbers(shown));
      assert.is(status, 0);
      assert.ok(bytes.equals(readFileSync(to)));
    });
  }

  it('leaves no file behind when the sender leaves in the middle', async () => {
    if (!canRun) return;
    const workspace = new Workspace();
    const program = workspace.buildC('examples/file-copy/copy.c');
    const receivers: Record<string, (...args: string[]) => Program> = {
      c: (...args) => workspace.start(program, ...args),
      node: (...args) => workspace.startNode('file-copy/copy.js', ...args),
    };
    try {
      for (const [name, start] of Object.entries(receivers)) {
        const receiver = start('receive', workspace.address(name), path.join(folder, name));
        await receiver.saw('listening');
        const stream = new ByteStream(await connect(workspace.address(name)));
        await stream.send(new Uint8Array(1000));
        stream.channel.disconnectNow();
        assert.is(await receiver.ended(), 1);
      }
    } finally {
      workspace.close();
    }
    assert.equal(readdirSync(folder).sort(), ['from', 'to']);
  });
});
