// The link in a message that opens one case without a password: signed, for that case alone, for a day. Pure; it must
// not know who keeps the key, nor what the page can do with it.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The key is 32 random bytes. */
export type CaseLinkKey = Uint8Array;

export interface CaseLinkClaims {
  /** The one case that the link opens. */
  alertId: string;
  /** The notifier that the link was sent through: what is done by it is noted so. */
  audience: string;
  /** ms since epoch */
  expiresAt: number;
}

export type CaseLinkVerdict =
  | { ok: true; claims: CaseLinkClaims }
  | { ok: false; reason: 'malformed' | 'forged' | 'expired' };

const CASE_LINK_MS = 24 * 3_600_000;

/** Parts the use of the key from any other, and a later form of the token from this one. */
const PURPOSE = 'dropoff-hub case link 1\n';
const LONGEST_TOKEN = 1_024;

export function createCaseToken(claims: CaseLinkClaims, key: CaseLinkKey): string {
  const { alertId, audience, expiresAt } = claims;
  const payload = Buffer.from(JSON.stringify([alertId, audience, expiresAt])).toString('base64url');
  return `${payload}.${signatureOf(payload, key)}`;
}

export function verifyCaseToken(token: string, key: CaseLinkKey, now: number): CaseLinkVerdict {
  const match = token.length <= LONGEST_TOKEN && /^([\w-]+)\.([\w-]{43})$/.exec(token);
  if (!match) return { ok: false, reason: 'malformed' };
  const [, payload = '', signature = ''] = match;
  // As text: the last character of a signature says more than its bytes do.
  const isSigned = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(payload, key)));
  if (!isSigned) return { ok: false, reason: 'forged' };
  const claims = claimsOf(payload);
  if (!claims) return { ok: false, reason: 'malformed' };
  return now < claims.expiresAt ? { ok: true, claims } : { ok: false, reason: 'expired' };
}

/** What of a message the link needs. */
export interface CaseLink extends Pick<CaseLinkClaims, 'alertId' | 'audience'> {
  /** When the message was made: one that is sent twice has the same link twice. */
  at: number;
}

/** Addresses that open one case each, for a day from the message on. */
export function createCaseLinks(publicUrl: string, key: CaseLinkKey): (link: CaseLink) => string {
  return ({ at, ...link }) =>
    caseAddress(publicUrl, createCaseToken({ ...link, expiresAt: at + CASE_LINK_MS }, key));
}

/** In the path: the page works without scripts. Logs of a proxy in front may have it; it is good for a day. */
function caseAddress(publicUrl: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/case/${token}`;
}

function signatureOf(payload: string, key: CaseLinkKey): string {
  return createHmac('sha256', key)
    .update(PURPOSE + payload)
    .digest('base64url');
}

function claimsOf(payload: string): CaseLinkClaims | undefined {
  const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!Array.isArray(parts)) return undefined;
  const [alertId, audience, expiresAt] = parts as unknown[];
  if (typeof alertId !== 'string' || typeof audience !== 'string' || typeof expiresAt !== 'number')
    return undefined;
  return { alertId, audience, expiresAt };
}
