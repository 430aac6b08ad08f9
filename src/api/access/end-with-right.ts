// An event stream goes on for days: it ends when the right to read it does, at the latest a while later.
import type { Context } from 'hono';
import type { Accounts, Requester } from '../../accounts/accounts.ts';
import type { ApiEnv } from '../context.ts';
import { sessionTokenOf } from './session-cookie.ts';

const LOOK_EVERY_MS = 15_000;

type Known = Pick<Accounts, 'requesterOf' | 'hasKey'>;

/** A session may have been ended, or a key removed, because of what it could see. */
export function endWithRight(c: Context<ApiEnv>, accounts: Known): void {
  const holds = rightOf(c.get('requester'), sessionTokenOf(c), accounts);
  const outgoing = c.env?.outgoing;
  if (!holds || !outgoing) return;
  const look = setInterval(() => {
    if (!holds()) outgoing.destroy();
  }, LOOK_EVERY_MS);
  look.unref();
  outgoing.once('close', () => clearInterval(look));
}

/** Undefined: what the machine itself may do does not end. */
function rightOf(
  requester: Requester | undefined,
  token: string | undefined,
  accounts: Known,
): (() => boolean) | undefined {
  const { kind, keyId, sessionId } = requester ?? {};
  if (kind === 'key' && keyId !== undefined) return () => accounts.hasKey(keyId);
  if (kind === 'user' && token !== undefined)
    return () => accounts.requesterOf(token)?.sessionId === sessionId;
  return undefined;
}
