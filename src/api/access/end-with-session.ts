// An event stream goes on for days: it ends when the right to read it does, at the latest a while later.
import type { Context } from 'hono';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ApiEnv } from '../context.ts';
import { sessionTokenOf } from './session-cookie.ts';

const LOOK_EVERY_MS = 15_000;

/** Of a key the next stream is refused; a session may have been ended because of what it could see. */
export function endWithSession(c: Context<ApiEnv>, accounts: Pick<Accounts, 'requesterOf'>): void {
  const requester = c.get('requester');
  const token = sessionTokenOf(c);
  const outgoing = c.env?.outgoing;
  if (requester?.kind !== 'user' || token === undefined || !outgoing) return;
  const look = setInterval(() => {
    if (accounts.requesterOf(token)?.sessionId !== requester.sessionId) outgoing.destroy();
  }, LOOK_EVERY_MS);
  look.unref();
  outgoing.once('close', () => clearInterval(look));
}
