// The port behind the commands that change users: the same words whether a hub runs (hub-user-desk.ts) or not
// (folder-user-desk.ts). Refusals are `DeskRefusal`.
import type { UserInput } from '../accounts/accounts.ts';
import type { User } from '../accounts/user.ts';

export type ListedUser = Pick<User, 'name' | 'role' | 'area' | 'person'> & { disabled?: boolean | undefined };

export interface UserDesk {
  /** Without a password the hub makes one: the result, shown once. */
  addUser(input: UserInput, password?: string): Promise<string | undefined>;
  /** The same; all sessions of the user end. */
  resetPassword(name: string, password?: string): Promise<string | undefined>;
  /** In order of name. */
  users(): Promise<ListedUser[]>;
  close(): Promise<void>;
}
