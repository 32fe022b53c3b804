/** What all processes of the example must agree on; who speaks something else is refused when it connects. */
import type { ProtocolIdentity } from 'sluice/runtime';
import { FINGERPRINTS, Kind, PROTOCOL_FINGERPRINT } from './generated/index.ts';

export const MARKET: ProtocolIdentity = {
  fingerprint: PROTOCOL_FINGERPRINT,
  messages: [
    { code: Kind.Quote, fingerprint: FINGERPRINTS.Quote },
    { code: Kind.Done, fingerprint: FINGERPRINTS.Done },
    { code: Kind.Best, fingerprint: FINGERPRINTS.Best },
  ],
};
