/** What is spoken over a channel. */

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

/** The identity of a generated protocol, for the option `protocol`: `identityOf(await import('./generated/car/codes.js'))`. */
export function identityOf({
  PROTOCOL_FINGERPRINT,
  FINGERPRINTS = {},
  Code = {},
  RpcIndex = {},
}: GeneratedCodes): ProtocolIdentity {
  const codes = new Map([...Object.entries(Code), ...Object.entries(RpcIndex)]);
  const messages = Object.entries(FINGERPRINTS).flatMap(([name, fingerprint]) => {
    const code = codes.get(name);
    return code === undefined ? [] : [{ code, fingerprint }];
  });
  return { fingerprint: PROTOCOL_FINGERPRINT, messages: messages.sort((a, b) => a.code - b.code) };
}
