// Tokens of stations, gateways and integrations: random, shown once, kept as SHA-256. No slow hash: they have 256
// bits, and a thousand stations reconnect at once.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const DAY_MS = 24 * 3_600_000;

export interface StoredToken {
  /** Hexadecimal. */
  sha256: string;
  /** Milliseconds since 1970 UTC; absent: until it is replaced. */
  validUntil?: number;
}

export function createToken(): { token: string; stored: StoredToken } {
  const token = randomBytes(32).toString('base64url');
  return { token, stored: { sha256: sha256Of(token) } };
}

export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isAccepted(secret: string, tokens: readonly StoredToken[], now: number): boolean {
  const given = createHash('sha256').update(secret).digest();
  return tokens.some(
    (token) => isValid(token, now) && timingSafeEqual(given, Buffer.from(token.sha256, 'hex')),
  );
}

export function isValid({ validUntil = Number.POSITIVE_INFINITY }: StoredToken, now: number): boolean {
  return now < validUntil;
}

/** The new token beside the old ones, which end after the overlap at the latest; those that ended are left out. */
export function rotated(
  tokens: readonly StoredToken[],
  next: StoredToken,
  { now, overlapDays }: { now: number; overlapDays: number },
): StoredToken[] {
  const end = now + overlapDays * DAY_MS;
  const ending = tokens.map(({ sha256, validUntil = end }) => ({
    sha256,
    validUntil: Math.min(validUntil, end),
  }));
  return [next, ...ending.filter(({ validUntil }) => validUntil > now)];
}
