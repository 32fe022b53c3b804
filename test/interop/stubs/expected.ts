/** What `c-peer call` and `c-peer call-ipc` print, whoever serves. */
export const RPC_LINES: readonly string[] = [
  '{"call":"RPC_PMEM_GET_PAGES","status":"OK","page":1048576}',
  '{"call":"RPC_PMEM_GET_PAGES","status":"SLUICE_ERR_REFUSED","errno":12,"started":"unknown"}',
  '{"call":"RPC_PMEM_RELEASE_PAGES","status":"OK"}',
  '{"call":"RPC_VMM_GET_PTE","status":"OK","attr":2147483663,"ppn":60724,"error":0}',
  '{"call":"RPC_VMM_GET_VSEG","status":"OK","vseg_xp":0,"error":-2}',
  '{"call":"RPC_VFS_INODE_CREATE","status":"OK","inode_xp":36,"error":-5}',
  '{"call":"RPC_PROCESS_MAKE_FORK","status":"OK","child_pid":42,"child_thread_ptr":40960}',
  '{"call":"RPC_PROCESS_SIGACTION","status":"OK"}',
  '{"call":"RPC_PROCESS_SIGACTION","status":"SLUICE_ERR_REFUSED","errno":1,"started":"unknown"}',
  '{"call":"RPC_SCHED_DISPLAY","status":"SLUICE_ERR_UNIMPLEMENTED","errno":0,"started":"no"}',
  '{"call":"RPC_KCM_ALLOC","status":"OK","buf_xp":1048576}',
  '{"call":"RPC_PROCESS_MAKE_EXIT","status":"SLUICE_ERR_DEADLINE","errno":0,"started":"unknown"}',
  '{"call":"RPC_PMEM_GET_PAGES","status":"OK","page":1064960}',
];
export const IPC_LINES: readonly string[] = [
  '{"call":"IPC_FINDURI","status":"OK","uri":"pipe:4711"}',
  '{"call":"IPC_PID_KILL","status":"OK","retval":0}',
  '{"call":"IPC_PID_KILL","status":"SLUICE_ERR_REFUSED","errno":3,"started":"unknown"}',
  '{"call":"IPC_PID_GETSTATUS","status":"OK","count":2,"last":12}',
  '{"call":"IPC_SYSV_MSGRCV","status":"OK","code":37}',
  '{"call":"IPC_SYSV_MSGRCV","status":"OK","code":36}',
  '{"call":"IPC_SYSV_MSGRCV","status":"OK","code":0}',
  '{"call":"IPC_SYSV_MSGRCV","status":"SLUICE_ERR_REFUSED","errno":2,"started":"unknown"}',
  '{"call":"IPC_SYSV_MSGSND","status":"OK"}',
  '{"call":"IPC_SYSV_MSGSND","status":"SLUICE_ERR_REFUSED","errno":43,"started":"unknown"}',
  '{"call":"IPC_PID_QUERYALL","status":"OK","oneWay":1}',
];
