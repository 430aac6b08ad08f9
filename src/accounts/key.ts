// An API key: how another system asks the hub. The secret itself is shown once and never kept.

export const KEY_SCOPES = ['read', 'alerts', 'ingest'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export interface ApiKey {
  /** Not secret: names the key in lists and in the trail. */
  id: string;
  name: string;
  scopes: readonly KeyScope[];
  /** Sees this area and what is below it; the whole town when absent. */
  area?: string;
  createdAt: number;
  /** Name of the user, or what stands for the machine. */
  createdBy: string;
  expiresAt?: number;
  /** Within a few minutes of the truth. */
  lastUsedAt?: number;
  /** Requests. */
  perMinute: number;
}
