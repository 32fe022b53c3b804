/** In place of a DataView over memory that this process may only read: a store there would end it with SIGSEGV, not with an exception. */

function refuse(): never {
  throw new TypeError("the peer's memory is for reading only");
}

const Base: new (buffer: ArrayBuffer, byteOffset: number, byteLength: number) => DataView = DataView;

/**
 * Reads like a DataView; setters throw, and so does `buffer`, which would let others make views that write. The methods of DataView.prototype
 * itself still work on it: this keeps off mistakes, not malice.
 */
export class ReadOnlyView extends Base {}

Object.defineProperty(ReadOnlyView.prototype, 'buffer', { get: refuse });
for (const name of Object.getOwnPropertyNames(DataView.prototype)) {
  if (name.startsWith('set')) Object.defineProperty(ReadOnlyView.prototype, name, { value: refuse });
}
