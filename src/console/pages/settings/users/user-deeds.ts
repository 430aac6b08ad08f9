// What is done to a user after a second look, each one request.
import { ask } from '../../../api/ask.ts';
import { type IssuedPassword, type User, userPath } from './user.ts';

export type UserDeed = 'reset' | 'disable' | 'enable' | 'remove';

const DEEDS: Readonly<Record<UserDeed, (name: string) => Promise<IssuedPassword | User | undefined>>> = {
  reset: (name) => ask<IssuedPassword>('POST', userPath(name, '/reset-password'), { body: {} }),
  disable: (name) => ask<User>('PATCH', userPath(name), { body: { disabled: true } }),
  enable: (name) => ask<User>('PATCH', userPath(name), { body: { disabled: false } }),
  remove: (name) => ask<undefined>('DELETE', userPath(name)),
};

/** The password that the hub made, when it made one. */
export async function doToUser(deed: UserDeed, name: string): Promise<string | undefined> {
  const answer = await DEEDS[deed](name);
  return answer && 'password' in answer ? answer.password : undefined;
}
