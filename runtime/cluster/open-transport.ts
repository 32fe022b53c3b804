/** Where transports of a member begin. */
import type { GeneratedCodes } from '../channel/identity.ts';
import { CallError, CallErrorCode } from '../stub/errors.ts';
import type { Transport } from '../stub/transport.ts';
import { ClusterTransport } from './cluster-transport.ts';
import { openDoor, shutDoor } from './door.ts';
import type { Member } from './member.ts';
import { MemberInbox, MemberPort } from './member-port.ts';

export interface ClusterTransportOptions {
  /** The generated protocol: a server whose RPC has another layout answers INCOMPATIBLE. Without it, that is not compared. */
  readonly protocol?: GeneratedCodes;
  /** Lets synchronous calls stop the event loop of the main thread. */
  readonly blocksMainThread?: boolean;
}

/** Low halves of the fingerprints of RPCs, by index. */
function fingerprintsOf({ RpcIndex = {}, FINGERPRINTS = {} }: GeneratedCodes): Int32Array {
  const indexes = Object.values(RpcIndex);
  const halves = new Int32Array(indexes.reduce((most, index) => Math.max(most, index + 1), 0));
  for (const [name, index] of Object.entries(RpcIndex)) halves[index] = Number(BigInt(FINGERPRINTS[name] ?? '0x0') & 0xffffffffn);
  return halves;
}

/**
 * This thread's end of a member, for stubs. A call goes to the member that its `target` names; the thread that has joined also takes what others ask,
 * and answers UNIMPLEMENTED until it serves. A member that is not there, or dies, fails its calls alone. Takes the place of `callsOf`.
 */
export function createClusterTransport(member: Member, options: ClusterTransportOptions = {}): Transport {
  const { protocol, blocksMainThread = false } = options;
  openDoor(member);
  const port = new MemberPort(member);
  const inbox = member.waiter === 0 ? new MemberInbox(port) : null;
  const fingerprints = protocol === undefined ? new Int32Array(0) : fingerprintsOf(protocol);
  return attach(member, new ClusterTransport(port, inbox, member.folder, { fingerprints, blocksMainThread, isShared: false }));
}

/** For the runtime: the end of a thread of a pool, which takes requests once it has borrowed an inbox. @param fingerprints - of its transport */
export function createPoolTransport(member: Member, fingerprints: Int32Array): ClusterTransport {
  const options = { fingerprints, blocksMainThread: false, isShared: true };
  return attach(member, new ClusterTransport(new MemberPort(member), null, member.folder, options));
}

function attach(member: Member, transport: ClusterTransport): ClusterTransport {
  const onRung = (): void => transport.onBell();
  const onEnd = (): void =>
    transport.destroy(new CallError(CallErrorCode.PEER_CLOSED, 'this member has left', { started: 'unknown' }));
  member.onRung(onRung);
  member.once('end', onEnd);
  transport.onShut = () => {
    member.offRung(onRung);
    member.off('end', onEnd);
    if (transport.ownInbox !== null) shutDoor(member, () => transport.refuse());
  };
  return transport;
}
