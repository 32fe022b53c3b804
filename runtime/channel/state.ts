/** States of an endpoint as its peer sees it: those of `v2vk.h`, and one more. `docs/runtime.md`, "States", is the table. */

export const EndpointState = {
  /** Has no peer yet, or is none. */
  Unknown: 0,
  Unready: 291,
  Listening: 292,
  Connected: 293,
  /** It writes nothing new. */
  Disconnecting: 294,
  /** It has left in an orderly way. */
  Disconnected: 295,
  /** It ended without a word. */
  Crashed: 296,
  /** It has caught this side lying. */
  Poisoned: 297,
} as const;
export type EndpointState = (typeof EndpointState)[keyof typeof EndpointState];

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(EndpointState).map(([name, value]) => [value, name.toLowerCase()]),
);

/** @returns `connected` and so on; `invalid` for a number that is no state */
export function endpointStateName(state: number): string {
  return NAMES.get(state) ?? 'invalid';
}

/** Whether an endpoint in this state asks its peer to disconnect: disconnecting, disconnected, crashed, poisoned. */
export function stateRequestsDisconnect(state: number): boolean {
  return state >= EndpointState.Disconnecting;
}
