// Which passwords people may choose, and what one looks like that the hub makes. After NIST SP 800-63B: long enough
// and not guessed from the name; no rules about kinds of characters.
import { randomInt } from 'node:crypto';
import { foldName } from './user.ts';

const SHORTEST = 12;
const LONGEST = 256;
const FEWEST_DIFFERENT = 5;
/** Beside the name. */
const OF_ITS_OWN = 8;
/** No characters that look like others: 24 of 32 are 120 bits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const MADE_LENGTH = 24;

/** Undefined when it may be used, else what was expected. */
export function weaknessOf(password: string, name: string): string | undefined {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < SHORTEST) return `${SHORTEST} characters or more`;
  if (characters.length > LONGEST) return `at most ${LONGEST} characters`;
  if (new Set(characters).size < FEWEST_DIFFERENT) return `${FEWEST_DIFFERENT} different characters or more`;
  const withoutName = foldName(password).replaceAll(foldName(name), '');
  return withoutName.length < OF_ITS_OWN ? 'more than the name' : undefined;
}

export function makePassword(): string {
  return Array.from({ length: MADE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
