import { describe, expect, it } from 'vitest';
import type { LedgerStation } from '../ledger/ledger-file.ts';
import { StationBook } from '../ledger/station-book.ts';
import type { Expected } from '../scenario/oracle.ts';
import { compareStation, type StationAnswers } from './compare.ts';

const SAID: Expected[] = [
  {
    verdict: 'accepted',
    number: { bootId: 'b', seq: 0 },
    content: { type: 'drop-off', dropOff: { stream: 'food', weightKg: 1.5 } },
  },
  {
    verdict: 'accepted',
    number: { bootId: 'b', seq: 1 },
    content: { type: 'fill-level', levels: ['food', 'residual'] },
  },
  { verdict: 'duplicate' },
  { verdict: 'rejected', reason: 'unknown-bin', number: { bootId: 'b', seq: 4 } },
  { verdict: 'rejected', reason: 'bad-json' },
];

function ledgerOf(said: readonly Expected[]): LedgerStation {
  const book = new StationBook();
  book.said(said.length);
  book.acknowledged(said);
  return book.toLedger();
}

function answers(): StationAnswers {
  return {
    delivery: {
      received: 2,
      duplicates: 1,
      takeovers: 0,
      rejected: { 'unknown-bin': 1, 'bad-json': 1 },
      boots: [
        {
          bootId: 'b',
          missing: 2,
          ranges: [
            [0, 1],
            [4, 4],
          ],
        },
      ],
    },
    dropOffs: [{ bootId: 'b', stream: 'food', weightKg: 1.5 }],
    levels: [
      { bootId: 'b', stream: 'food' },
      { bootId: 'b', stream: 'residual' },
      { bootId: 'of another run', stream: 'residual' },
    ],
  };
}

function differences(change: (given: StationAnswers) => void): string[] {
  const given = answers();
  change(given);
  return compareStation('A', ledgerOf(SAID), given).map(({ what }) => what);
}

describe('a ledger held against a hub', () => {
  it('agrees with a hub that has everything', () => {
    expect(differences(() => undefined)).toEqual([]);
  });

  it.each<[string, (given: StationAnswers) => void]>([
    ['received', ({ delivery }) => delivery.received--],
    ['duplicates', ({ delivery }) => delivery.duplicates++],
    ['rejected as bad-json', ({ delivery }) => delete delivery.rejected['bad-json']],
    ['rejected as too-late', ({ delivery }) => (delivery.rejected['too-late'] = 1)],
    ['numbers of boot b', ({ delivery }) => delivery.boots[0]?.ranges.pop()],
    ['missing of boot b', ({ delivery }) => Object.assign(delivery.boots[0] ?? {}, { missing: 0 })],
    [
      'deposits of food in the history',
      (given) => (given.dropOffs = [...given.dropOffs, { bootId: 'b', stream: 'food', weightKg: 0 }]),
    ],
    [
      'kg of food in the history',
      (given) => (given.dropOffs = [{ bootId: 'b', stream: 'food', weightKg: 1.6 }]),
    ],
    ['levels of residual in the history', (given) => (given.levels = given.levels.slice(0, 1))],
  ])('finds a difference in %s', (what, change) => {
    expect(differences(change)).toEqual([what]);
  });

  it('takes off what the hub had counted before, and allows for what went out twice', () => {
    const before = { received: 2, duplicates: 0, rejected: { 'bad-json': 1 as number }, takeovers: 3 };
    const given = answers();
    given.delivery.takeovers = 3;
    given.delivery.received += 2;
    given.delivery.rejected['bad-json'] = 2;
    expect(compareStation('A', ledgerOf(SAID), given, before)).toEqual([]);
    const resent = { ...ledgerOf(SAID), resentMessages: 1 };
    given.delivery.duplicates += 1;
    expect(compareStation('A', resent, given, before)).toEqual([]);
    given.delivery.duplicates += 1;
    expect(compareStation('A', resent, given, before)).toHaveLength(1);
  });

  it('tells of messages that were never acknowledged', () => {
    const book = new StationBook();
    book.said(SAID.length);
    book.acknowledged(SAID.slice(0, 4));
    book.ended(1);
    const given = answers();
    delete given.delivery.rejected['bad-json'];
    expect(book.toLedger().unacknowledged).toBe(1);
    expect(compareStation('A', book.toLedger(), given).map(({ what }) => what)).toEqual([
      'acknowledged of what was sent',
    ]);
  });
});
