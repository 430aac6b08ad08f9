// A user as the API tells it.
import type { Role } from '../../../session/session.ts';

export interface User {
  name: string;
  role: Role;
  area?: string;
  person?: string;
  createdAt: string;
  disabled: boolean;
}

export interface IssuedPassword {
  user: User;
  /** That the hub made; told this once. */
  password?: string;
}

export const ROLES = [
  'admin',
  'manager',
  'staff',
  'viewer',
  'integration',
] as const satisfies readonly Role[];

/** `/api/v1/users/NAME` with what belongs to it. */
export function userPath(name: string, rest = ''): string {
  return `/api/v1/users/${encodeURIComponent(name)}${rest}`;
}
