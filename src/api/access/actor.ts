// In whose name something is done: who is signed in does it in their own, machines may name somebody.
import type { Context } from 'hono';
import type { ApiEnv } from '../context.ts';
import { forbidden } from './authorize.ts';

export function actorOf(c: Context<ApiEnv>, by: string | undefined): string {
  const requester = c.get('requester');
  if (!requester) throw forbidden('Nobody is signed in.');
  if (requester.kind !== 'user') return by ?? requester.name;
  const person = requester.person ?? requester.name;
  if (by !== undefined && by !== person)
    throw forbidden(`You act as ${person}: leave \`by\` out, or give that name.`);
  return person;
}
