// The secrets that the hub hands out for sessions and keys: 256 random bits each, kept as SHA-256 only. No slow hash:
// nobody can try them through.
import { createHash, createHmac, randomBytes } from 'node:crypto';

const KEY_PREFIX = 'dh_';
const BITS = 256;

export function makeSessionToken(): string {
  return randomBytes(BITS / 8).toString('base64url');
}

/** The prefix is for people and for scanners that look for secrets where none should be. */
export function makeKeySecret(): string {
  return KEY_PREFIX + randomBytes(BITS / 8).toString('base64url');
}

/** What is kept, and what a secret is looked up by: hexadecimal. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Follows from the session's token, tells nothing about it. */
export function csrfTokenFor(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('dropoff-hub csrf').digest('base64url');
}

/** Names something in lists and records; not secret. */
export function makeId(): string {
  return randomBytes(9).toString('base64url');
}
