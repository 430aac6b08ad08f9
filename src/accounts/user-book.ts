// The users, in memory and in the store. A change is in memory when it is on disk. What ends sessions is one field of
// the user's own record: password and end of the sessions are written as one, whatever kills the process.
import type { Clock } from '../model/clock.ts';
import type { StateStore } from '../state/state-store.ts';
import { AccountRefusal, type UserChange, type UserInput } from './accounts.ts';
import type { PasswordHash } from './password-hash.ts';
import { makeId } from './secrets.ts';
import { foldName, isUserName, NAME_EXPECTED, ROLES, type User } from './user.ts';

export interface StoredUser {
  user: User;
  password: PasswordHash;
  /** Sessions of another generation have ended. */
  generation: string;
  /** The password is the one that the first start made. */
  initialPassword?: true;
}

const USERS = 'user';
const LONGEST_PERSON = 64;
const CHANGED_MEANWHILE = 'the user was changed meanwhile, sign in again';
const CONTROL = /\p{Cc}/u;

export interface UserBookOptions {
  state: StateStore;
  clock: Clock;
  isArea: (id: string) => boolean;
}

export class UserBook {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #isArea: (id: string) => boolean;
  readonly #users = new Map<string, StoredUser>();
  /** The end of the change before: two changes never start from the same record. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor({ state, clock, isArea }: UserBookOptions) {
    this.#state = state;
    this.#clock = clock;
    this.#isArea = isArea;
    for (const { value } of state.list<StoredUser>([USERS]))
      this.#users.set(foldName(value.user.name), value);
  }

  get(name: string): StoredUser | undefined {
    return this.#users.get(foldName(name));
  }

  all(): StoredUser[] {
    const byName = (left: StoredUser, right: StoredUser) => (left.user.name < right.user.name ? -1 : 1);
    return [...this.#users.values()].sort(byName);
  }

  /** What would keep the user from being added; thrown before a password is hashed for nothing. */
  check(input: UserInput): void {
    if (!isUserName(input.name)) throw new AccountRefusal('invalid', `expected ${NAME_EXPECTED}`, 'name');
    if (this.get(input.name))
      throw new AccountRefusal(
        'conflict',
        `cannot add the user "${input.name}": there is one already`,
        'name',
      );
    this.#checkMembers(input);
  }

  add(input: UserInput, credentials: Pick<StoredUser, 'password' | 'initialPassword'>): Promise<StoredUser> {
    return this.#inTurn(async () => {
      this.check(input);
      const { name, role, area, person } = input;
      const user = {
        name,
        role,
        ...(area && { area }),
        ...(person && { person }),
        createdAt: this.#clock.now(),
      };
      return this.#save({ user, ...credentials, generation: makeId() });
    });
  }

  change(name: string, change: UserChange): Promise<StoredUser> {
    return this.#inTurn(async () => {
      const before = this.known(name);
      const user = changed(before.user, change);
      this.#checkMembers(user);
      this.#keepAdministrator(before, user);
      const ends = user.role !== before.user.role || user.area !== before.user.area || user.disabled;
      return this.#save({ ...before, user, generation: ends ? makeId() : before.generation });
    });
  }

  /** With a generation: only while nothing has ended its sessions. */
  setPassword(name: string, password: PasswordHash, generation?: string): Promise<StoredUser> {
    return this.#inTurn(async () => {
      const { initialPassword: _, ...stored } = this.known(name);
      if (generation !== undefined && generation !== stored.generation)
        throw new AccountRefusal('conflict', `cannot change the password: ${CHANGED_MEANWHILE}`);
      return this.#save({ ...stored, password, generation: makeId() });
    });
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.known(name);
      this.#keepAdministrator(before, undefined);
      await this.#state.write([{ key: [USERS, foldName(name)], value: undefined }]);
      this.#users.delete(foldName(name));
    });
  }

  /** Throws `AccountRefusal` when there is none. */
  known(name: string): StoredUser {
    const stored = this.get(name);
    if (stored) return stored;
    throw new AccountRefusal('unknown', `cannot find the user "${name.slice(0, 80)}"`);
  }

  async #save(stored: StoredUser): Promise<StoredUser> {
    const key = foldName(stored.user.name);
    await this.#state.write([{ key: [USERS, key], value: stored }]);
    this.#users.set(key, stored);
    return stored;
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => {});
    return done;
  }

  #checkMembers({ role, area, person }: Pick<User, 'role' | 'area' | 'person'>): void {
    if (!ROLES.includes(role)) throw new AccountRefusal('invalid', `expected ${ROLES.join(', ')}`, 'role');
    if (area !== undefined && !this.#isArea(area))
      throw new AccountRefusal(
        'invalid',
        `expected the id of an area: there is no "${area.slice(0, 80)}"`,
        'area',
      );
    if (
      person !== undefined &&
      (person.length > LONGEST_PERSON || CONTROL.test(person) || person.trim() === '')
    )
      throw new AccountRefusal('invalid', `expected 1 to ${LONGEST_PERSON} characters of one line`, 'person');
  }

  /** Who could let others in again. */
  #keepAdministrator(before: StoredUser, after: User | undefined): void {
    if (!administers(before.user) || (after && administers(after))) return;
    if (this.all().some(({ user }) => administers(user) && user !== before.user)) return;
    const cause = 'no administrator of the whole town would be left';
    throw new AccountRefusal('conflict', `cannot change the user "${before.user.name}": ${cause}`);
  }
}

function administers({ role, area, disabled }: User): boolean {
  return role === 'admin' && area === undefined && !disabled;
}

function changed(user: User, change: UserChange): User {
  const { area, person, disabled, ...others } = user;
  const next = {
    area: change.area === undefined ? area : (change.area ?? undefined),
    person: change.person === undefined ? person : (change.person ?? undefined),
  };
  return {
    ...others,
    role: change.role ?? user.role,
    ...(next.area !== undefined && { area: next.area }),
    ...(next.person !== undefined && { person: next.person }),
    ...((change.disabled ?? disabled) && { disabled: true }),
  };
}
