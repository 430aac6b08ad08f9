// Who knocked and was not let in, and what can be done about it.

export interface Refusal {
  user: string;
  address: string;
  reason: string;
  count: number;
  firstAt: string;
  lastAt: string;
}

/** Reasons for which there are words; another one is shown as the hub says it. */
export const REFUSAL_REASONS = [
  'unknown-user',
  'wrong-token',
  'not-in-service',
  'no-credentials',
  'demo-token-off-loopback',
  'protocol-version',
  'empty-client-id',
  'foreign-client-id',
] as const;

const STATION_ID = /^(?!(?:areas|hub)$)[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/i;

export type Remedy = 'add' | 'new-token';

/** Only an id that a station could have can be added; what strangers type is no id. */
export function remedyOf({ user, reason }: Pick<Refusal, 'user' | 'reason'>): Remedy | undefined {
  if (!STATION_ID.test(user)) return undefined;
  if (reason === 'unknown-user' || reason === 'not-in-service') return 'add';
  return reason === 'wrong-token' || reason === 'demo-token-off-loopback' ? 'new-token' : undefined;
}
