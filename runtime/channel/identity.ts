/** What is spoken over a channel. */
import { MAX_MESSAGES } from '../../generated/segment/codes.ts';

/** What both sides must agree on: two that speak different things do not connect, and say in what they differ. */
export interface ProtocolIdentity {
  /** `PROTOCOL_FINGERPRINT` of the generated code: 0x and 16 hex digits. */
  readonly fingerprint: string;
  readonly messages: readonly { readonly code: number; readonly fingerprint: string }[];
}

/** What of a generated `codes.ts` (or `index.ts`) says what the protocol is. */
export interface GeneratedCodes {
  readonly PROTOCOL_FINGERPRINT: string;
  readonly FINGERPRINTS?: Readonly<Record<string, string>>;
  readonly Code?: Readonly<Record<string, number>>;
  readonly RpcIndex?: Readonly<Record<string, number>>;
}

/** The identity of a generated protocol, by ascending code: for the option `protocol`: `identityOf(await import('./generated/car/codes.js'))`. */
export function identityOf({
  PROTOCOL_FINGERPRINT,
  FINGERPRINTS = {},
  Code = {},
  RpcIndex = {},
}: GeneratedCodes): ProtocolIdentity {
  const messages = [...Object.entries(Code), ...Object.entries(RpcIndex)].flatMap(([name, code]) => {
    const fingerprint = FINGERPRINTS[name];
    return fingerprint === undefined ? [] : [{ code, fingerprint }];
  });
  messages.sort((a, b) => a.code - b.code);
  return { fingerprint: PROTOCOL_FINGERPRINT, messages: messages.slice(0, MAX_MESSAGES) };
}
