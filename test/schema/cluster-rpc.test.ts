import { existsSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { DataModel } from '../../generator/index.ts';
import { describe } from '../support/index.ts';
import { layoutOf, structText } from './layout-text.ts';

/** Index, name without `RPC_`, and the arguments in slot order, from the C prototypes of the source. */
const RPCS = `
   0 PMEM_GET_PAGES         in:order:u32 out:page:handle<page_s>
   1 PMEM_RELEASE_PAGES     in:page:handle<page_s>
   2 PROCESS_MAKE_EXEC      in:info:handle<exec_info_s> out:error:i32
   3 PROCESS_MAKE_FORK      in:ref_process_xp:xptr in:parent_thread_xp:xptr out:child_pid:u32 out:child_thread_ptr:handle<thread_s> out:error:i32
   4 PROCESS_MAKE_EXIT      in:pid:u32 in:status:u32
   5 PROCESS_MAKE_KILL      in:pid:u32 in:seg_id:u32
   6 THREAD_USER_CREATE     in:pid:u32 in:start_func:handle<void> in:start_arg:handle<void> in:attr:handle<pthread_attr_t> out:thread_xp:xptr out:error:i32
   7 THREAD_KERNEL_CREATE   in:type:u32 in:func:handle<void> in:args:handle<void> out:thread_xp:xptr out:error:i32
   8 THREAD_KILL            in:thread:handle<thread_s>
   9 PROCESS_SIGACTION      in:action_type:u32 in:process:handle<process_s>
  10 VFS_INODE_CREATE       in:dentry_xp:xptr in:fs_type:u32 in:inode_type:u32 in:extend:handle<void> in:attr:u32 in:rights:u32 in:uid:u32 in:gid:u32 out:inode_xp:xptr out:error:i32
  11 VFS_INODE_DESTROY      in:inode:handle<vfs_inode_s>
  12 VFS_DENTRY_CREATE      in:type:u32 in:name:handle<char> in:parent:handle<vfs_inode_s> out:dentry_xp:xptr out:error:i32
  13 VFS_DENTRY_DESTROY     in:dentry:handle<vfs_dentry_s>
  14 VFS_FILE_CREATE        in:inode:handle<vfs_inode_s> in:file_attr:u32 out:file_xp:xptr out:error:i32
  15 VFS_FILE_DESTROY       in:file:handle<vfs_file_s>
  16 VFS_INODE_LOAD         in:parent_inode:handle<vfs_inode_s> in:name:handle<char> in:child_inode_xp:xptr out:error:i32
  17 VFS_MAPPER_LOAD_ALL    in:inode:handle<vfs_inode_s> out:error:i32
  18 FATFS_GET_CLUSTER      in:mapper:handle<mapper_s> in:first:u32 in:page:u32 out:cluster:u32 out:error:i32
  20 VMM_GET_VSEG           in:process:handle<process_s> in:vaddr:i64 out:vseg_xp:xptr out:error:i32
  21 VMM_GET_PTE            in:process:handle<process_s> in:vpn:u32 in:cow:bool out:attr:u32 out:ppn:u32 out:error:i32
  22 KCM_ALLOC              in:kmem_type:u32 out:buf_xp:xptr
  23 KCM_FREE               in:buf:handle<void> in:kmem_type:u32
  24 MAPPER_MOVE_BUFFER     in:mapper:handle<mapper_s> in:to_buffer:bool in:is_user:bool in:file_offset:u32 in:buffer:u64 in:size:u32 out:error:i32
  25 MAPPER_GET_PAGE        in:mapper:handle<mapper_s> in:index:u32 out:page:handle<page_s>
  26 VMM_CREATE_VSEG        in:process:handle<process_s> in:type:u32 in:base:i64 in:size:u32 in:file_offset:u32 in:file_size:u32 in:mapper_xp:xptr in:vseg_cxy:u32 out:vseg:handle<vseg_s>
  27 SCHED_DISPLAY          in:lid:u32
  28 VMM_SET_COW            in:process:handle<process_s>`;

const DESCRIPTOR: Record<DataModel, string> = {
  lp64: '104/8 index:u32@0 response:u32@4 thread:ptr<thread_s>@8 lid:u32@16 blocking:u32@20 args:u64[10]@24',
  'lp64-be': '104/8 index:u32@0 response:u32@4 thread:ptr<thread_s>@8 lid:u32@16 blocking:u32@20 args:u64[10]@24',
  ilp32: '104/8 index:u32@0 response:u32@4 thread:ptr<thread_s>@8 lid:u32@12 blocking:u32@16 args:u64[10]@24',
  i386: '100/4 index:u32@0 response:u32@4 thread:ptr<thread_s>@8 lid:u32@12 blocking:u32@16 args:u64[10]@20',
};

describe('cluster-rpc', (it) => {
  const layout = layoutOf('cluster-rpc');

  it('has the 28 services with their arguments in slot order', () => {
    const expected = RPCS.trim()
      .split('\n')
      .map((line) => line.trim().split(/ +/));
    const actual = layout.rpcs.map((rpc) => [
      String(rpc.index),
      rpc.name.replace('RPC_', ''),
      ...rpc.args.map((argument) => `${argument.dir}:${argument.name}:${argument.typeName}`),
    ]);
    assert.equal(actual, expected);
    assert.is(actual.length, 28);
    for (const rpc of layout.rpcs)
      assert.equal(
        rpc.args.map((argument) => argument.slot),
        rpc.args.map((_, at) => at),
        rpc.name,
      );
  });

  it('leaves the holes 19 and 29 below RPC_MAX_INDEX', () => {
    assert.equal(
      layout.reserved.map((hole) => [hole.first, hole.last, hole.kind]),
      [
        [19, 19, 'reserved'],
        [29, 29, 'reserved'],
      ],
    );
    assert.is(layout.rpc?.maxIndexName, 'RPC_MAX_INDEX');
    assert.is(layout.rpc?.maxIndex, 30);
    assert.is(layout.codes.find((entry) => entry.kind === 'maxIndex')?.value, 30);
  });

  it('has one multicast, and blocking calls otherwise', () => {
    assert.equal(
      layout.rpcs.filter((rpc) => rpc.mode !== 'blocking').map((rpc) => [rpc.name, rpc.mode]),
      [['RPC_PROCESS_SIGACTION', 'multicast']],
    );
  });

  for (const [dataModel, text] of Object.entries(DESCRIPTOR)) {
    it(`lays the descriptor out as C does under ${dataModel}`, () => {
      const { rpc } = layoutOf('cluster-rpc', { dataModel: dataModel as DataModel });
      assert.is(rpc?.descriptor.name, 'rpc_desc_t');
      assert.is(rpc && structText(rpc.descriptor), text);
      assert.is(rpc?.slots, 10);
    });
  }
});

/** The text of a file of the project. */
function textOf(name: string): string {
  return readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
}

/** The comment of a test in C: what stands before the function that its table names. */
function commentOf(source: string, test: string): string {
  const [, run = ''] = new RegExp(`\\{"${test}", (\\w+)\\}`).exec(source) ?? [];
  const [, comment = ''] = new RegExp(`/\\*([^*]*)\\*/\\nstatic void ${run}\\(void\\)\\n`).exec(source) ?? [];
  return comment;
}

describe('the defects of the original', (it) => {
  const rows = [...textOf('docs/protocols/cluster-rpc.md').matchAll(/^\| (R\d+) \|.*\| `(.*)` \| `(.*): (.*)` \|$/gm)];

  it('are thirteen', () => {
    assert.equal(
      rows.map(([, number]) => number),
      Array.from({ length: 13 }, (_, i) => `R${i + 1}`),
    );
  });
  for (const [, number = '', name = '', nameInC = '', testInC = ''] of rows) {
    it(`${number} has a test in each language`, () => {
      const titled = new RegExp(`(?:it\\(|\\[|^)\\s*['"\`](?:R\\d+, )*${number}(?:, R\\d+)*: `, 'm');
      assert.match(textOf(`test/runtime/cluster/${name}.test.ts`), titled);
      const file = ['cluster', 'fifo'].map((folder) => `test/native/${folder}/${nameInC}.c`).find(exists) ?? '';
      assert.match(commentOf(textOf(file), testInC), new RegExp(`\\b${number}\\b`));
    });
  }
});

function exists(name: string): boolean {
  return existsSync(new URL(`../../../${name}`, import.meta.url));
}
