/** The messages as the hand-written codecs see them: the same shapes as in the generated code. */
import type { LogicalHeader } from './messages.ts';

export interface PidKill {
  header: LogicalHeader;
  body: { sender: number; type: number; id: number; signum: number };
}

export interface PidStatus {
  pid: number;
  tgid: number;
  pgid: number;
}

export interface PidRetstatus {
  header: LogicalHeader;
  body: { nstatus?: number; status: PidStatus[] };
}

export interface SysvMovres {
  header: LogicalHeader;
  body: { resid: number; type: number; owner: number; lease: bigint; uri: string };
}

export interface SysvMsgsnd {
  header: LogicalHeader;
  body: { msgid: number; msgtype: bigint; msg: Uint8Array };
}

/** What decoding gives: the code tells messages apart. */
export type Decoded<Message> = { code: number } & Message;
