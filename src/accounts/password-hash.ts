// Passwords at rest: scrypt with its parameters beside the hash, so that they can be raised later. At most two are
// computed at a time: each takes 32 MiB and a core for a tenth of a second.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createTurns } from './turns.ts';

export interface PasswordHash {
  kind: 'scrypt';
  n: number;
  r: number;
  p: number;
  /** base64 */
  salt: string;
  /** base64 */
  hash: string;
}

const AT_ONCE = 2;
/** OWASP's second choice for scrypt in kind: 2^15 blocks, here with p 1, because a hub may run on a small board. */
const COST = { n: 2 ** 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Twice of what N = 2^15, r = 8 takes. */
const MAX_MEMORY_BYTES = 64 * 1_048_576;

/** Some seconds of work: who comes then is sent away instead of being kept waiting. */
const MOST_WAITING = 50;

const turns = createTurns(AT_ONCE);

/** More passwords wait to be looked at than anybody would wait for. */
export function isBusy(): boolean {
  return turns.waiting() >= MOST_WAITING;
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return { kind: 'scrypt', ...COST, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Without a stored hash it takes as long as with one, and is false. */
export async function isPassword(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash, n, r, p } = stored ?? NOBODY;
  const derived = await derive(password, Buffer.from(salt, 'base64'), { n, r, p });
  return timingSafeEqual(derived, Buffer.from(hash, 'base64')) && stored !== undefined;
}

const NOBODY: PasswordHash = {
  kind: 'scrypt',
  ...COST,
  salt: Buffer.alloc(SALT_BYTES).toString('base64'),
  hash: Buffer.alloc(HASH_BYTES).toString('base64'),
};

/** The same characters are the same password, on whatever keyboard they were typed. */
function derive(password: string, salt: Buffer, { n, r, p }: typeof COST): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: MAX_MEMORY_BYTES };
  return turns.take(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}
