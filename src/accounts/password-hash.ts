// Passwords at rest: scrypt with its cost beside the hash, so that it can be raised later. At most two are computed at
// a time: each takes 32 MiB and a core for a tenth of a second.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createTurns } from './turns.ts';

export interface PasswordCost {
  n: number;
  r: number;
  p: number;
}

export interface PasswordHash extends PasswordCost {
  kind: 'scrypt';
  /** base64 */
  salt: string;
  /** base64 */
  hash: string;
}

export interface PasswordHasher {
  hash(password: string): Promise<PasswordHash>;
  /** Without a stored hash it takes as long as with one, and is false. */
  isRight(password: string, stored: PasswordHash | undefined): Promise<boolean>;
  /** More passwords wait to be looked at than anybody would wait for. */
  isBusy(): boolean;
}

const AT_ONCE = 2;
/** Some seconds of work: who comes then is sent away instead of being kept waiting. */
const MOST_WAITING = 50;
/** Memory as OWASP asks for, with p 1: a hub may run on a small board. */
export const PASSWORD_COST: PasswordCost = { n: 2 ** 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Twice of what N = 2^15, r = 8 takes. */
const MAX_MEMORY_BYTES = 64 * 1_048_576;

export function createPasswordHasher(cost: PasswordCost = PASSWORD_COST): PasswordHasher {
  const turns = createTurns(AT_ONCE);
  const nobody = stored(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES), cost);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return stored(salt, await turns.take(() => derive(password, salt, cost)), cost);
    },
    async isRight(password, known) {
      const { salt, hash, ...rest } = known ?? nobody;
      const derived = await turns.take(() => derive(password, Buffer.from(salt, 'base64'), rest));
      return timingSafeEqual(derived, Buffer.from(hash, 'base64')) && known !== undefined;
    },
    isBusy: () => turns.waiting() >= MOST_WAITING,
  };
}

function stored(salt: Buffer, hash: Buffer, cost: PasswordCost): PasswordHash {
  return { kind: 'scrypt', ...cost, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** The same characters are the same password, on whatever keyboard they were typed. */
function derive(password: string, salt: Buffer, { n, r, p }: PasswordCost): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: MAX_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
