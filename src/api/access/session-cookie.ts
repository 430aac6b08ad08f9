// The cookie that holds a session's token: out of reach of scripts, sent by our own pages only.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Session } from '../../accounts/accounts.ts';
import type { ApiEnv } from '../context.ts';

export const SESSION_COOKIE = 'hub_session';
/** As sessions make them; anything else is not looked up. */
const TOKEN = /^[\w-]{20,128}$/;

export function sessionTokenOf(c: Context<ApiEnv>): string | undefined {
  const token = getCookie(c, SESSION_COOKIE);
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}

export function keepSession(c: Context<ApiEnv>, { token, endsAt }: Session, now: number): void {
  const maxAge = Math.max(1, Math.floor((endsAt - now) / 1_000));
  setCookie(c, SESSION_COOKIE, token, { ...attributes(c), maxAge });
}

export function forgetSession(c: Context<ApiEnv>): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
}

function attributes(c: Context<ApiEnv>) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure: c.get('peer').secure } as const;
}
