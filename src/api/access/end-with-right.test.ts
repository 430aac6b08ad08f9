import { EventEmitter } from 'node:events';
import type { Context } from 'hono';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Requester } from '../../accounts/accounts.ts';
import type { ApiEnv } from '../context.ts';
import { endWithRight } from './end-with-right.ts';

const LI: Requester = { kind: 'user', name: 'li', role: 'staff', sessionId: 'one' };
const CRM: Requester = { kind: 'key', name: 'crm', role: 'integration', keyId: 'key-1' };
const TOKEN = 'x'.repeat(43);

class Outgoing extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

let outgoing: Outgoing;
let known: Requester | undefined;
let keys: string[];
beforeEach(() => {
  vi.useFakeTimers();
  outgoing = new Outgoing();
  known = LI;
  keys = ['key-1'];
});
afterEach(() => vi.useRealTimers());

function open(requester: Requester): void {
  const raw = { headers: new Headers({ cookie: `hub_session=${TOKEN}` }) };
  const context = { env: { outgoing }, get: () => requester, req: { raw } } as unknown as Context<ApiEnv>;
  endWithRight(context, {
    requesterOf: (token) => (token === TOKEN ? known : undefined),
    hasKey: (id) => keys.includes(id),
  });
}

it('goes on for as long as the session does', () => {
  open(LI);
  vi.advanceTimersByTime(3_600_000);
  expect(outgoing.destroyed).toBe(false);
});

it.each([
  ['has ended', undefined],
  ['is another one', { ...LI, sessionId: 'two' }],
])('ends soon after the session %s', (_, now) => {
  open(LI);
  known = now;
  vi.advanceTimersByTime(30_000);
  expect(outgoing.destroyed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('goes on for as long as the key is there', () => {
  open(CRM);
  vi.advanceTimersByTime(3_600_000);
  expect(outgoing.destroyed).toBe(false);
  keys = ['key-2'];
  vi.advanceTimersByTime(30_000);
  expect(outgoing.destroyed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('is looked after no longer once it is closed, and not at all for the machine itself', () => {
  open(LI);
  outgoing.emit('close');
  expect(vi.getTimerCount()).toBe(0);
  open({ kind: 'machine', name: 'API token', role: 'admin' });
  expect(vi.getTimerCount()).toBe(0);
});
