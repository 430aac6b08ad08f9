// A user of the hub: a person who signs in by name and password. What is stored of the password stands elsewhere.

export const ROLES = ['admin', 'manager', 'staff', 'viewer', 'integration'] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  /** What one signs in with; unique without regard to case. */
  name: string;
  role: Role;
  /** Sees this area and what is below it; the whole town when absent. */
  area?: string;
  /** As in duty.yaml and in what people read; the name when absent. */
  person?: string;
  createdAt: number;
  disabled?: true;
}

const LONGEST = 32;
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@-]*$/u;
export const NAME_EXPECTED = `1 to ${LONGEST} letters, digits, ".", "_", "@", "-", the first a letter or digit`;

/** One spelling of each name, as typed on whatever keyboard. */
export function spellName(text: string): string {
  return text.normalize('NFKC');
}

export function isUserName(text: string): boolean {
  return text.length <= LONGEST && NAME.test(text) && spellName(text) === text;
}

/** Two names that differ only in case are one to a person. */
export function foldName(name: string): string {
  return spellName(name).toLowerCase();
}
