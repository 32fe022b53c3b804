import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { ClusterRpcClient } from '../../generated/cluster-rpc/index.ts';
import { describe } from '../support/index.ts';
import { canRun, ROOT, runExample, shownOutput } from './run-example.ts';

describe('examples/cluster', (it) => {
  const shown = shownOutput('cluster');

  it('shows what it prints, with kernels in TypeScript and C', () => {
    const { status, output } = canRun ? runExample('cluster') : { status: 0, output: shown };
    assert.fixture(output, shown);
    assert.is(status, 0);
  });

  it('asks for all 28 services, in TypeScript and in C', () => {
    const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
    const inTypeScript = read('examples/cluster/tour.ts');
    const inC = read('examples/cluster/tour.c');
    const methods = Object.getOwnPropertyNames(ClusterRpcClient.prototype).filter(
      (name) => /^[a-z]/.test(name) && name !== 'constructor',
    );
    const stubs = [...read('generated/cluster-rpc/cluster_rpc_stubs.h').matchAll(/^int (rpc_\w+_client)\(/gm)];
    assert.is(stubs.length, 28);
    for (const [, stub = ''] of stubs) assert.ok(inC.includes(`${stub}(`), stub);
    assert.is(methods.length, 28);
    for (const method of methods) assert.ok(inTypeScript.includes(`client.${method}(`), method);
  });
});
