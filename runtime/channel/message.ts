/** A message that was received. */
import { copyInto } from '../codec/bytes.ts';

export class ChannelMessage {
  readonly type: number;
  readonly flags: number;
  /** The next message continues this one. */
  readonly hasMore: boolean;
  /** Holds the payload at {@link offset}, until the message is finished. */
  readonly view: DataView;
  readonly offset: number;
  readonly length: number;

  constructor(type: number, flags: number, hasMore: boolean, view: DataView, offset: number, length: number) {
    this.type = type;
    this.flags = flags;
    this.hasMore = hasMore;
    this.view = view;
    this.offset = offset;
    this.length = length;
  }

  /** A copy of the payload, which lives on after the message is finished. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.length);
    copyInto(this.view, this.offset, this.length, bytes);
    return bytes;
  }
}
