/** flatbuffers: generated accessors over structs in tables, one builder reused; decode() reads a whole message into plain objects. */
import { Builder, ByteBuffer } from 'flatbuffers';
import * as fb from './generated/flatbuffers/messages_generated.js';

export const name = 'flatbuffers';
export const note = 'generated; builder reused, so its bytes are lent; decode by accessors into objects; 64-bit as bigint';

const builder = new Builder(4096);
const identity = (value) => value;

const addHeader = ({ header }) => fb.Header.createHeader(builder, header.code, header.size, header.src, header.dst, header.seq);
const readHeader = (header) => ({
  code: header.code(),
  size: header.size(),
  src: header.src(),
  dst: header.dst(),
  seq: header.seq(),
});

function finish(root) {
  builder.finish(root);
  return builder.asUint8Array();
}

function encodePidKill(message) {
  const { sender, type, id, signum } = message.body;
  builder.clear();
  fb.PidKill.startPidKill(builder);
  fb.PidKill.addHeader(builder, addHeader(message));
  fb.PidKill.addBody(builder, fb.PidKillBody.createPidKillBody(builder, sender, type, id, signum));
  return finish(fb.PidKill.endPidKill(builder));
}

function decodePidKill(bytes) {
  const root = fb.PidKill.getRootAsPidKill(new ByteBuffer(bytes));
  const body = root.body();
  return {
    header: readHeader(root.header()),
    body: { sender: body.sender(), type: body.type(), id: body.id(), signum: body.signum() },
  };
}

function encodePidRetstatus(message) {
  const { status } = message.body;
  builder.clear();
  fb.PidRetstatus.startStatusVector(builder, status.length);
  for (let i = status.length - 1; i >= 0; i--) {
    const { pid, tgid, pgid } = status[i];
    fb.PidStatus.createPidStatus(builder, pid, tgid, pgid);
  }
  const vector = builder.endVector();
  fb.PidRetstatus.startPidRetstatus(builder);
  fb.PidRetstatus.addHeader(builder, addHeader(message));
  fb.PidRetstatus.addStatus(builder, vector);
  return finish(fb.PidRetstatus.endPidRetstatus(builder));
}

function decodePidRetstatus(bytes) {
  const root = fb.PidRetstatus.getRootAsPidRetstatus(new ByteBuffer(bytes));
  const length = root.statusLength();
  const item = new fb.PidStatus();
  const status = [];
  for (let i = 0; i < length; i++) {
    root.status(i, item);
    status.push({ pid: item.pid(), tgid: item.tgid(), pgid: item.pgid() });
  }
  return { header: readHeader(root.header()), body: { status } };
}

function encodeSysvMovres(message) {
  const { resid, type, owner, lease, uri } = message.body;
  builder.clear();
  const text = builder.createString(uri);
  fb.SysvMovres.startSysvMovres(builder);
  fb.SysvMovres.addHeader(builder, addHeader(message));
  fb.SysvMovres.addBody(builder, fb.SysvMovresBody.createSysvMovresBody(builder, resid, type, owner, lease));
  fb.SysvMovres.addUri(builder, text);
  return finish(fb.SysvMovres.endSysvMovres(builder));
}

function decodeSysvMovres(bytes) {
  const root = fb.SysvMovres.getRootAsSysvMovres(new ByteBuffer(bytes));
  const body = root.body();
  return {
    header: readHeader(root.header()),
    body: { resid: body.resid(), type: body.type(), owner: body.owner(), lease: body.lease(), uri: root.uri() },
  };
}

function encodeSysvMsgsnd(message) {
  const { msgid, msgtype, msg } = message.body;
  builder.clear();
  const payload = builder.createByteVector(msg);
  fb.SysvMsgsnd.startSysvMsgsnd(builder);
  fb.SysvMsgsnd.addHeader(builder, addHeader(message));
  fb.SysvMsgsnd.addBody(builder, fb.SysvMsgsndBody.createSysvMsgsndBody(builder, msgid, msgtype));
  fb.SysvMsgsnd.addMsg(builder, payload);
  return finish(fb.SysvMsgsnd.endSysvMsgsnd(builder));
}

function decodeSysvMsgsnd(bytes) {
  const root = fb.SysvMsgsnd.getRootAsSysvMsgsnd(new ByteBuffer(bytes));
  const body = root.body();
  return {
    header: readHeader(root.header()),
    body: { msgid: body.msgid(), msgtype: body.msgtype(), msg: root.msgArray() },
  };
}

function flatCodec(encode, decode, readTwo) {
  return { toInput: identity, encode, isLent: true, decode, fromDecoded: identity, readTwo };
}

export const codecs = {
  IPC_PID_KILL: flatCodec(encodePidKill, decodePidKill, (bytes) => {
    const body = fb.PidKill.getRootAsPidKill(new ByteBuffer(bytes)).body();
    return body.sender() + body.id();
  }),
  IPC_PID_RETSTATUS: flatCodec(encodePidRetstatus, decodePidRetstatus, (bytes) => {
    const root = fb.PidRetstatus.getRootAsPidRetstatus(new ByteBuffer(bytes));
    return root.statusLength() + root.status(63).pgid();
  }),
  IPC_SYSV_MOVRES: flatCodec(encodeSysvMovres, decodeSysvMovres, (bytes) => {
    const body = fb.SysvMovres.getRootAsSysvMovres(new ByteBuffer(bytes)).body();
    return body.resid() + body.owner();
  }),
  IPC_SYSV_MSGSND: flatCodec(encodeSysvMsgsnd, decodeSysvMsgsnd, (bytes) => {
    const root = fb.SysvMsgsnd.getRootAsSysvMsgsnd(new ByteBuffer(bytes));
    return root.body().msgid() + root.msgLength();
  }),
};
