import { expect, it } from 'vitest';
import { startPosition } from './start-position.ts';

const journal = { id: 'j1', base: 100, committed: 900 };

it('goes on where the store is, without a word', () => {
  for (const position of [100, 500, 900]) {
    expect(startPosition('history', { journalId: 'j1', position }, journal)).toEqual({ position });
  }
  expect(startPosition('history', undefined, { ...journal, base: 0 })).toEqual({ position: 0 });
});

it.each([
  ['a new store behind a trimmed journal', undefined, 100, /starts at 100/],
  ['a cursor of another journal', { journalId: 'j0', position: 500 }, 100, /journal j0/],
  ['a cursor ahead of the end', { journalId: 'j1', position: 901 }, 900, /ends at 900/],
  ['a cursor before the start', { journalId: 'j1', position: 99 }, 100, /is missing/],
])('says what it means to have %s', (_what, cursor, position, trouble) => {
  const start = startPosition('history', cursor, journal);
  expect(start.position).toBe(position);
  expect(start.trouble).toMatch(trouble);
});
