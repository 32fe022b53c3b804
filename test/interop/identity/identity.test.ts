/** What a generated protocol says of itself in a hello, in both languages. */
import { readFileSync, rmSync } from 'node:fs';
import { identityOf, type ProtocolIdentity } from 'sluice/runtime';
import * as assert from 'uvu/assert';
import * as clusterRpc from '../../../generated/cluster-rpc/index.ts';
import * as libosIpc from '../../../generated/libos-ipc/profile-semaphores/index.ts';
import { checkSchema, computeLayout } from '../../../generator/index.ts';
import { Workbench } from '../../generator/emit/c/compile.ts';
import { importModules, layoutOfText, outputFolder } from '../../generator/emit/ts/compiled.ts';
import { describe } from '../../support/index.ts';

const MIXED = `
protocol: mixed
language: 1
c_prefix: [MX_, mx_]
frame: {header: mx_header}
rpc: {descriptor: mx_call, max_index: {name: MX_MAX, value: 8}}
structs:
  - {name: mx_header, fields: [{name: code, type: u8, role: code}, {name: size, type: u16, role: size}]}
  - {name: mx_call, fields: [{name: index, type: u32, role: index}, {name: args, type: u64, count: 2, role: args}]}
messages:
  - {name: MX_NINTH, code: 9, body: {fields: [{name: times, type: u8}]}}
  - {name: MX_THIRD, code: 3}
rpcs:
  - {name: MX_FOURTH, index: 4, args: [{name: who, dir: in, type: u32}]}
  - {name: MX_FIRST, index: 1, args: [{name: who, dir: in, type: u32}]}
`;
const WITHOUT_CODES = `
protocol: silent
language: 1
c_prefix: [SL_, sl_]
structs:
  - {name: sl_point, fields: [{name: x, type: i32}]}
`;

/** The identity as the generated C has it. */
function identityInC(bench: Workbench, prefix: string): ProtocolIdentity {
  bench.build(
    `#include <inttypes.h>
#include <stdio.h>
#include "${prefix}.h"
int main(void)
{
	const struct sluice_identity identity = ${prefix}_identity();
	size_t i;

	printf("{\\"fingerprint\\":\\"0x%016" PRIx64 "\\",\\"messages\\":[", identity.fingerprint);
	for (i = 0; i < identity.count; i++)
		printf("%s{\\"code\\":%" PRIu32 ",\\"fingerprint\\":\\"0x%016" PRIx64 "\\"}", i > 0 ? "," : "", identity.messages[i].code,
		       identity.messages[i].fingerprint);
	puts("]}");
	return 0;
}
`,
    prefix,
  );
  return JSON.parse(bench.run(prefix)) as ProtocolIdentity;
}

describe('identity', (it) => {
  it('is the same in C and in TypeScript', () => {
    const load = (name: string, config?: string) => {
      const schema = checkSchema(`schema/${name}.yaml`, (file) => readFileSync(file)).schema;
      assert.ok(schema);
      return computeLayout(schema, { config });
    };
    const bench = new Workbench(load('cluster-rpc'), load('libos-ipc', 'profile-semaphores'));
    try {
      const rpcs = identityOf(clusterRpc);
      assert.is(rpcs.messages.length, 28);
      assert.equal(identityInC(bench, 'cluster_rpc'), rpcs);
      const messages = identityOf(libosIpc);
      assert.ok(messages.messages.length > 40);
      assert.equal(identityInC(bench, 'libos_ipc'), messages);
    } finally {
      bench.close();
    }
  });

  it('lists messages and RPCs together by ascending code', async () => {
    const layout = layoutOfText(MIXED);
    const folder = outputFolder('identity');
    const bench = new Workbench(layout);
    try {
      const fingerprintOf = (name: string) =>
        [...layout.messages, ...layout.rpcs].find((item) => item.name === name)?.fingerprint ?? 'none';
      const expected: ProtocolIdentity = {
        fingerprint: layout.fingerprint,
        messages: [
          { code: 1, fingerprint: fingerprintOf('MX_FIRST') },
          { code: 3, fingerprint: fingerprintOf('MX_THIRD') },
          { code: 4, fingerprint: fingerprintOf('MX_FOURTH') },
          { code: 9, fingerprint: fingerprintOf('MX_NINTH') },
        ],
      };
      assert.equal(identityInC(bench, 'mixed'), expected);
      assert.equal(identityOf((await importModules(layout, folder)) as unknown as Parameters<typeof identityOf>[0]), expected);
    } finally {
      bench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has no messages where none has a code', () => {
    const bench = new Workbench(layoutOfText(WITHOUT_CODES));
    try {
      assert.equal(identityInC(bench, 'silent').messages, []);
    } finally {
      bench.close();
    }
  });
});
