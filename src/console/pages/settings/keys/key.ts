// An API key as the API tells it.

export const KEY_SCOPES = ['read', 'alerts', 'ingest'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export interface ApiKey {
  id: string;
  name: string;
  scopes: KeyScope[];
  area?: string;
  createdAt: string;
  createdBy: string;
  expiresAt?: string;
  lastUsedAt?: string;
  /** Requests. */
  perMinute: number;
}

export interface IssuedKey {
  key: ApiKey;
  secret: string;
}

export interface KeyDraft {
  name: string;
  scopes: KeyScope[];
  area: string;
  /** 0: never. */
  expiresInDays: number;
  perMinute: number;
}

const DAY_MS = 86_400_000;

/** What the API is told; times as ISO 8601. */
export function keyInput(draft: KeyDraft, now: number): Record<string, unknown> {
  const { name, scopes, area, expiresInDays, perMinute } = draft;
  const expiresAt = expiresInDays > 0 ? new Date(now + expiresInDays * DAY_MS).toISOString() : undefined;
  return { name: name.trim(), scopes, perMinute, ...(area && { area }), ...(expiresAt && { expiresAt }) };
}
