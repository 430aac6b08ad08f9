import { describe, expect, it } from 'vitest';
import type { Principal } from '../model/principal.ts';
import type { Authentication } from '../registry/registry.ts';
import { admit, type ConnectRequest } from './admission.ts';

const station: Principal = { kind: 'station', id: 'S-1' };
const reader: Principal = { kind: 'integration', id: 'reader', filters: [] };
const asking = (more: Partial<ConnectRequest> = {}): ConnectRequest => ({
  clientId: 'S-1',
  cleanSession: true,
  protocolVersion: 4,
  user: 'S-1',
  secret: 'token',
  loopback: true,
  ...more,
});
const yes = (principal: Principal) => (): Authentication => ({ ok: true, principal });

it('lets a station in under its own id', () => {
  expect(admit(asking(), yes(station))).toMatchObject({ ok: true, principal: station, clientId: 'S-1' });
});

describe('an empty client id', () => {
  it('becomes the id of the station', () => {
    expect(admit(asking({ clientId: '' }), yes(station))).toMatchObject({ ok: true, clientId: 'S-1' });
  });

  it('becomes one of its own for each connection of an integration', () => {
    const ids = [1, 2].map(() => admit(asking({ clientId: '' }), yes(reader)));
    expect(ids[0]).toMatchObject({ ok: true, clientId: expect.stringMatching(/^reader\/[0-9a-f-]{36}$/) });
    expect(ids[0]).not.toEqual(ids[1]);
  });

  it('is refused for a session that is to be kept', () => {
    const answer = admit(asking({ clientId: '', cleanSession: false }), yes(station));
    expect(answer).toEqual({ ok: false, returnCode: 2, reason: 'empty-client-id' });
  });
});

it.each([
  [{ clientId: 'S-2' }, 2, 'foreign-client-id'],
  [{ user: undefined }, 4, 'no-credentials'],
  [{ user: '' }, 4, 'no-credentials'],
  [{ secret: undefined }, 4, 'no-credentials'],
  [{ protocolVersion: 5 }, 5, 'protocol-version'],
])('refuses %o', (more, returnCode, reason) => {
  expect(admit(asking(more), yes(station))).toEqual({ ok: false, returnCode, reason });
});

it.each([
  ['unknown-user', 4],
  ['wrong-token', 4],
  ['not-in-service', 5],
  ['demo-token-off-loopback', 5],
] as const)('hands on %s as return code %i', (reason, returnCode) => {
  expect(admit(asking(), () => ({ ok: false, reason }))).toEqual({ ok: false, returnCode, reason });
});

it('tells the registry whether the peer is on this machine', () => {
  const asked: unknown[] = [];
  admit(asking({ loopback: false }), (...request) => {
    asked.push(request);
    return { ok: false, reason: 'wrong-token' };
  });
  expect(asked).toEqual([['S-1', 'token', { loopback: false }]]);
});
