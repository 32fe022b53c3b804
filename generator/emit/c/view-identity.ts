/** What a hello says of a protocol. */
import type { Layout } from '../../layout/types.ts';
import type { CNames } from './c-names.ts';

/** Most that a hello has room for: `SLUICE_MAX_MESSAGES` of `schema/segment.yaml`. */
const MAX_MESSAGES = 4096;

interface IdentityView {
  /** The function that returns it. */
  readonly name: string;
  readonly protocol: string;
  /** Macros. */
  readonly messages: readonly { readonly code: string; readonly fingerprint: string }[];
}

/** By ascending code; no RPC has the index that is a message's code. */
export function viewIdentity({ messages, rpcs }: Layout, names: CNames): IdentityView {
  const coded = [...messages, ...rpcs.map(({ index, name }) => ({ code: index, name }))].flatMap(({ code, name }) =>
    code === null ? [] : [{ code, name }],
  );
  coded.sort((a, b) => a.code - b.code);
  return {
    name: names.claim(`${names.prefix}_identity`),
    protocol: names.fingerprint(names.macro),
    messages: coded.slice(0, MAX_MESSAGES).map(({ name }) => ({ code: name, fingerprint: names.fingerprint(name) })),
  };
}
