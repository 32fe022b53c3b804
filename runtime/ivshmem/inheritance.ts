import type { NativeDescriptors } from './native.ts';

/** What a server has from one before it, or from who started it. */
export interface IvshmemInheritance {
  /** A socket that listens already. */
  readonly listening: NativeDescriptors | null;
  readonly memory: NativeDescriptors | null;
  /** An id file (`id-file.ts`). */
  readonly ids: NativeDescriptors | null;
  /** Clients of the server before, oldest first: newcomers are told of them, and can ring them. */
  readonly kept: readonly { readonly id: number; readonly eventfds: NativeDescriptors }[];
}

export const NO_INHERITANCE: IvshmemInheritance = { listening: null, memory: null, ids: null, kept: [] };

export function dropInheritance({ listening, memory, ids, kept }: IvshmemInheritance): void {
  for (const each of [listening, memory, ids, ...kept.map(({ eventfds }) => eventfds)]) each?.close();
}
