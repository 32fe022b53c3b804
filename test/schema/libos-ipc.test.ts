import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';
import { layoutOf, loadProtocol, structTexts } from './layout-text.ts';

// Measured with a C compiler on the source's own headers; see docs/protocols/libos-ipc.md.
const CONFIGS = ['base', 'semaphores', 'profile', 'profile-semaphores'];

/** Name without `IPC_`, then its code in each config; `-` where the config has no such name. */
const CODES = `
  RESP                  0   0   0   0
  FINDURI               1   1   1   1
  TELLURI               2   2   2   2
  CHECKPOINT            3   3   3   3
  CLD_EXIT              4   4   4   4
  CLD_JOIN              5   5   5   5
  CLD_PROFILE           -   -   6   6
  PID_FINDNS            6   6   7   7
  PID_TELLNS            7   7   8   8
  PID_LEASE             8   8   9   9
  PID_OFFER             9   9  10  10
  PID_RENEW            10  10  11  11
  PID_REVOKE           11  11  12  12
  PID_SUBLEASE         12  12  13  13
  PID_QUERY            13  13  14  14
  PID_QUERYALL         14  14  15  15
  PID_ANSWER           15  15  16  16
  PID_KILL             16  16  17  17
  PID_GETSTATUS        17  17  18  18
  PID_RETSTATUS        18  18  19  19
  PID_GETMETA          19  19  20  20
  PID_RETMETA          20  20  21  21
  PID_NOP              21  21  22  22
  PID_SENDRPC          22  22  23  23
  SYSV_FINDNS          23  23  24  24
  SYSV_TELLNS          24  24  25  25
  SYSV_LEASE           25  25  26  26
  SYSV_OFFER           26  26  27  27
  SYSV_RENEW           27  27  28  28
  SYSV_REVOKE          28  28  29  29
  SYSV_SUBLEASE        29  29  30  30
  SYSV_QUERY           30  30  31  31
  SYSV_QUERYALL        31  31  32  32
  SYSV_ANSWER          32  32  33  33
  SYSV_FINDKEY         33  33  34  34
  SYSV_TELLKEY         34  34  35  35
  SYSV_DELRES          35  35  36  36
  SYSV_MOVRES          36  36  37  37
  SYSV_MSGSND          37  37  38  38
  SYSV_MSGRCV          38  38  39  39
  SYSV_MSGMOV          39  39  40  40
  SYSV_SEMOP           40  40  41  41
  SYSV_SEMCTL          41  41  42  42
  SYSV_SEMRET          42  42  43  43
  SYSV_SEMMOV          43  43  44  44
  SYSV_SEMQUERY         -  44   -  45
  SYSV_SEMREPLY         -  45   -  46
  BASE_BOUND            4   4   4   4
  CLD_BASE              4   4   4   4
  CLD_BOUND             6   6   7   7
  PID_BASE              6   6   7   7
  PID_TEMPLATE_BOUND   16  16  17  17
  PID_BOUND            23  23  24  24
  SYSV_BASE            23  23  24  24
  SYSV_TEMPLATE_BOUND  35  35  36  36
  SYSV_BOUND           44  46  45  47
  CODE_NUM             44  46  45  47`;

/** Name, size, alignment and members of every struct in `base`. */
const STRUCTS = `
  shim_ipc_msg            21/1 code:u8@0 size:u32@1 src:u32@5 dst:u32@9 seq:u64@13
  ipc_ns_offered          20/1 base:u32@0 size:u32@4 lease:u64@8 owner_offset:u32@16
  ipc_ns_client           5/1  vmid:u32@0 | uri:string@4
  pid_status              12/1 pid:u32@0 tgid:u32@4 pgid:u32@8
  sysv_key                16/8 key:u64@0 type:sysv_type@8
  sysv_score              16/8 vmid:u32@0 score:u64@8
  sem_backup              12/4 val:u16@0 zcnt:u16@2 ncnt:u16@4 pid:u32@8
  sem_client_backup       24/8 vmid:u32@0 seq:u64@8 current:i32@16 nops:i32@20
  sembuf                  6/2  sem_num:u16@0 sem_op:i16@2 sem_flg:i16@4
  shim_ipc_resp           4/1  retval:i32@0
  shim_ipc_telluri        1/1  | uri:string@0
  shim_ipc_checkpoint     5/1  cpsession:u32@0 | cpdir:string@4
  shim_ipc_cld_exit       16/1 ppid:u32@0 tid:u32@4 exitcode:u32@8 term_signal:u32@12
  shim_ipc_pid_kill       16/1 sender:u32@0 type:kill_type@4 id:u32@8 signum:i32@12
  shim_ipc_pid_getstatus  4/1  npids:i32@0 | pids:array:u32*npids@4
  shim_ipc_pid_retstatus  4/1  nstatus:i32@0 | status:array:pid_status*nstatus@4
  shim_ipc_pid_getmeta    8/1  pid:u32@0 code:pid_meta_code@4
  shim_ipc_pid_retmeta    12/1 pid:u32@0 code:pid_meta_code@4 datasize:i32@8 | data:bytes*datasize@12
  shim_ipc_pid_nop        4/1  count:i32@0 | payload:rest@4
  shim_ipc_pid_sendrpc    8/1  sender:u32@0 len:i32@4 | payload:bytes*len@8
  shim_ipc_sysv_findkey   16/1 key:sysv_key@0
  shim_ipc_sysv_tellkey   20/1 key:sysv_key@0 id:u32@16
  shim_ipc_sysv_delres    8/1  resid:u32@0 type:sysv_type@4
  shim_ipc_sysv_movres    21/1 resid:u32@0 type:sysv_type@4 owner:u32@8 lease:u64@12 | uri:string@20
  shim_ipc_sysv_msgsnd    12/1 msgid:u32@0 msgtype:i64@4 | msg:rest@12
  shim_ipc_sysv_msgrcv    20/1 msgid:u32@0 msgtype:i64@4 size:i32@12 flags:i32@16
  shim_ipc_sysv_msgmov    14/1 msgid:u32@0 lease:u64@4 nscores:u16@12 | scores:array:sysv_score*nscores@14
  shim_ipc_sysv_semop     16/1 semid:u32@0 timeout:u64@4 nsops:i32@12 | sops:array:sembuf*nsops@16
  shim_ipc_sysv_semctl    16/1 semid:u32@0 semnum:i32@4 cmd:i32@8 valsize:i32@12 | vals:bytes*valsize@16
  shim_ipc_sysv_semret    4/1  valsize:i32@0 | vals:bytes*valsize@4
  shim_ipc_sysv_semmov    18/1 semid:u32@0 lease:u64@4 nsems:u16@12 nsrcs:u16@14 nscores:u16@16 | sems:array:sem_backup*nsems@18 srcs:array:sem_client_backup*nsrcs@- scores:array:sysv_score*nscores@-`;

/** Structs that both namespaces have, after `shim_ipc_pid_` and `shim_ipc_sysv_`. */
const NAMESPACE_STRUCTS = `
  tellns    5/1  vmid:u32@0 | uri:string@4
  lease     1/1  | uri:string@0
  offer     16/1 base:u32@0 size:u32@4 lease:u64@8
  renew     8/1  base:u32@0 size:u32@4
  revoke    8/1  base:u32@0 size:u32@4
  sublease  9/1  tenant:u32@0 idx:u32@4 | uri:string@8
  query     4/1  idx:u32@0
  answer    4/1  nanswers:i32@0 | answers:array:ipc_ns_offered*nanswers@4 owners:records:ipc_ns_client*answers/owner_offset@-`;

/** Structs that PROFILE changes or adds. */
const PROFILE_STRUCTS = `
  shim_ipc_msg           29/1 code:u8@0 size:u32@1 src:u32@5 dst:u32@9 seq:u64@13 time:u64@21
  shim_ipc_cld_exit      24/1 ppid:u32@0 tid:u32@4 exitcode:u32@8 term_signal:u32@12 time:u64@16
  profile_val_occurence  4/4  count:u32@0
  profile_val_interval   16/8 count:u32@0 time:u64@8
  profile_val            24/8 idx:i32@0 val:profile_val_val@8
  shim_ipc_cld_profile   12/1 time:u64@0 nprofile:i32@8 | profile:array:profile_val*nprofile@12`;

/** Structs that USE_SHARED_SEMAPHORE adds. */
const SEMAPHORE_STRUCTS = `
  shim_ipc_sysv_semquery  4/1 semid:u32@0
  shim_ipc_sysv_semreply  8/1 semid:u32@0 nsems:i32@4 | host_sem_ids:array:u64*nsems@8`;

/** Requests and the answers that the source documents; RESP with an error is always possible and not listed. */
const REPLIES = `
  FINDURI         TELLURI
  PID_KILL        RESP
  PID_GETSTATUS   PID_RETSTATUS
  PID_GETMETA     PID_RETMETA
  PID_NOP         PID_NOP
  SYSV_FINDKEY    SYSV_TELLKEY
  SYSV_TELLKEY    RESP
  SYSV_DELRES     RESP
  SYSV_MSGRCV     SYSV_MSGSND SYSV_MOVRES RESP
  SYSV_SEMOP      RESP SYSV_MOVRES
  SYSV_SEMCTL     SYSV_SEMRET RESP
  SYSV_SEMQUERY   SYSV_SEMREPLY`;
const NAMESPACE_REPLIES = `
  FINDNS    TELLNS
  LEASE     OFFER
  RENEW     OFFER
  SUBLEASE  OFFER
  QUERY     ANSWER
  QUERYALL  ANSWER`;
const ONEWAY = 'CHECKPOINT CLD_EXIT CLD_JOIN CLD_PROFILE PID_REVOKE PID_SENDRPC SYSV_REVOKE SYSV_MSGMOV SYSV_SEMMOV';
const BOTH = 'PID_NOP SYSV_TELLKEY SYSV_MSGSND';

/** Lines of a table as words. */
function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/));
}

/** `name -> rest of the line`, with `prefix` before every name. */
function texts(table: string, prefix = ''): Record<string, string> {
  return Object.fromEntries(rows(table).map(([name, ...rest]) => [prefix + name, rest.join(' ')]));
}

function names(words: string): string[] {
  return words.split(' ').map((word) => `IPC_${word}`);
}

describe('libos-ipc', (it) => {
  it('has the four configs, the plain one first', () => {
    assert.equal(
      loadProtocol('libos-ipc').configs.map((config) => config.name),
      CONFIGS,
    );
  });

  for (const [column, config] of CONFIGS.entries()) {
    it(`gives every message and bound of ${config} the code of the C enums`, () => {
      const expected = rows(CODES).flatMap(([name, ...codes]) =>
        codes[column] === '-' ? [] : [[`IPC_${name}`, Number(codes[column])]],
      );
      const actual = layoutOf('libos-ipc', { config }).codes.map((entry) => [entry.name, entry.value]);
      assert.equal(Object.fromEntries(actual), Object.fromEntries(expected));
      assert.is(actual.length, expected.length);
    });

    it(`lays every struct of ${config} out as the C compiler does`, () => {
      const expected = {
        ...texts(STRUCTS),
        ...texts(NAMESPACE_STRUCTS, 'shim_ipc_pid_'),
        ...texts(NAMESPACE_STRUCTS, 'shim_ipc_sysv_'),
        ...(config.startsWith('profile') ? texts(PROFILE_STRUCTS) : {}),
        ...(config.endsWith('semaphores') ? texts(SEMAPHORE_STRUCTS) : {}),
      };
      const actual = structTexts(layoutOf('libos-ipc', { config }));
      assert.equal(actual, expected);
    });
  }

  it('overlays the two kinds of profiling counter', () => {
    const [union] = layoutOf('libos-ipc', { config: 'profile' }).unions;
    assert.is(union?.size, 16);
    assert.equal(
      union?.members.map((member) => `${member.name}:${member.typeName}`),
      ['occurence:profile_val_occurence', 'interval:profile_val_interval'],
    );
  });

  it('aligns 64-bit members of natural structs to 4 under i386', () => {
    const actual = structTexts(layoutOf('libos-ipc', { dataModel: 'i386' }));
    assert.is(actual['sysv_key'], '12/4 key:u64@0 type:sysv_type@8');
    assert.is(actual['sysv_score'], '12/4 vmid:u32@0 score:u64@4');
    assert.is(actual['sem_client_backup'], '20/4 vmid:u32@0 seq:u64@4 current:i32@12 nops:i32@16');
  });

  it('pairs requests with the answers of the source', () => {
    const expected: Record<string, string[]> = {};
    for (const [request, ...replies] of rows(REPLIES)) expected[`IPC_${request}`] = replies.map((reply) => `IPC_${reply}`);
    for (const ns of ['PID', 'SYSV'])
      for (const [request, reply] of rows(NAMESPACE_REPLIES)) expected[`IPC_${ns}_${request}`] = [`IPC_${ns}_${reply}`];
    const messages = layoutOf('libos-ipc', { config: 'profile-semaphores' }).messages.filter(
      (message) => message.reply.length > 0,
    );
    assert.equal(Object.fromEntries(messages.map((message) => [message.name, message.reply])), expected);
  });

  it('says who asks, who answers and who only tells', () => {
    const { messages } = layoutOf('libos-ipc', { config: 'profile-semaphores' });
    const ofKind = (kind: string): string[] => messages.filter((message) => message.kind === kind).map((message) => message.name);
    assert.equal(ofKind('oneway').sort(), names(ONEWAY).sort());
    assert.equal(ofKind('both').sort(), names(BOTH).sort());
  });

  it('pads frames to 48 bytes', () => {
    const { frame } = layoutOf('libos-ipc');
    assert.is(frame?.header.name, 'shim_ipc_msg');
    assert.is(frame?.min, 48);
  });

  it('has the port bits of the source', () => {
    const layout = layoutOf('libos-ipc');
    const bits = layout.enums.find((item) => item.name === 'ipc_port_bit')?.values ?? [];
    const masks = layout.flags.find((item) => item.name === 'ipc_port_type')?.bits ?? [];
    const words = 'LISTEN SERVER KEEPALIVE DIRCLD DIRPRT PIDCLT PIDLDR PIDCON PIDOWN SYSVCLT SYSVLDR SYSVCON SYSVOWN'.split(' ');
    assert.equal(
      bits.map((bit) => [bit.name, bit.value]),
      words.map((word, at) => [word, BigInt(at)]),
    );
    assert.equal(
      masks.map((mask) => [mask.name, mask.value]),
      [...words.map((word, at) => [`IPC_PORT_${word}`, 1n << BigInt(at)]), ['IPC_PORT_IFPOLL', 3n]],
    );
  });
});
