import { describe, expect, it } from 'vitest';
import type { Advisory } from './advisory.ts';
import { messagesFor, retainedAdvisories } from './advisory-message.ts';

const SINCE = Date.UTC(2026, 10, 23, 2);

function advisory(more: Partial<Advisory> = {}): Advisory {
  return {
    id: 'e-1.overflowing.food.x',
    grid: 'e-1',
    kind: 'overflowing',
    stream: 'food',
    station: 's-1',
    bins: [{ station: 's-1', binId: 'food-1' }],
    alternatives: [{ station: 's-2', name: '二号站', distanceM: 120, freeLitres: 90 }],
    since: SINCE,
    validUntil: SINCE + 7_200_000,
    toldAt: SINCE,
    ...more,
  };
}

const nobody: ReadonlySet<string> = new Set();
const e1: ReadonlySet<string> = new Set(['e-1']);

describe('the message of an area', () => {
  it('is as the protocol says, without what stations need not know', () => {
    const [message] = messagesFor([advisory({ calmSince: SINCE })], { told: e1, ended: nobody });
    expect(JSON.parse(message?.payload ?? '')).toEqual({
      id: 'e-1.overflowing.food.x',
      kind: 'overflowing',
      stream: 'food',
      bins: [{ station: 's-1', binId: 'food-1' }],
      alternatives: [{ station: 's-2', name: '二号站', distanceM: 120, freeLitres: 90 }],
      since: SINCE,
      validUntil: SINCE + 7_200_000,
    });
  });

  it('fits into a thousand bytes: first bins are left out, then places to go to', () => {
    const name = '站'.repeat(80);
    const alternatives = [1, 2, 3].map((n) => ({ station: `s-${n}`, name, distanceM: n, freeLitres: 50 }));
    const bins = Array.from({ length: 40 }, (_, n) => ({ station: `station-${n}`, binId: 'food-1' }));
    const [message] = messagesFor([advisory({ bins, alternatives })], { told: e1, ended: nobody });
    const payload = message?.payload ?? '';
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(1_000);
    const said = JSON.parse(payload);
    expect(said.bins).toHaveLength(1);
    expect(said.alternatives.map(({ station }: { station: string }) => station)).toEqual(['s-1', 's-2']);
  });

  it('says again what goes on where something has ended', () => {
    const open = [advisory({ id: 'goes-on' }), advisory({ id: 'elsewhere', grid: 'w-1' })];
    const messages = messagesFor(open, { told: nobody, ended: e1 });
    expect(messages.map(({ grid, payload }) => [grid, payload && JSON.parse(payload).id])).toEqual([
      ['e-1', ''],
      ['e-1', 'goes-on'],
    ]);
  });
});

it('after a start the gravest and newest of each area is retained', () => {
  const open = [
    advisory({ id: 'hazard', kind: 'hazard' }),
    advisory({ id: 'newer', since: SINCE + 1 }),
    advisory({ id: 'near', grid: 'w-1', kind: 'many-near-full' }),
    advisory({ id: 'newest', grid: 'w-1', kind: 'many-near-full', since: SINCE + 2 }),
  ];
  const retained = retainedAdvisories(open).map(({ grid, payload }) => [grid, JSON.parse(payload).id]);
  expect(retained.sort(([one = ''], [other = '']) => (one < other ? -1 : 1))).toEqual([
    ['e-1', 'hazard'],
    ['w-1', 'newest'],
  ]);
});
