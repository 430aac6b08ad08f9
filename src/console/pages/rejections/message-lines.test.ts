import { expect, test } from 'vitest';
import { keptPath, messageLines } from './message-lines.ts';

const message = {
  bootId: 'b',
  bins: [{ binId: 'food-1' }, { binId: 'x', fillLevel: 7 }],
  note: '<img src=x>',
};
const wrong = (path: string | undefined) =>
  messageLines(message, path).flatMap(({ text, isWrong }) => (isWrong ? [text.trim()] : []));

test('the lines are the message, as JSON', () => {
  const text = messageLines(message, undefined)
    .map((line) => line.text)
    .join('\n');
  expect(text).toBe(JSON.stringify(message, null, 2));
});

test.each([
  ['bins[1].fillLevel', '"fillLevel": 7'],
  ['bootId', '"bootId": "b",'],
  ['bins[1]', '{'],
])('%s is marked', (path, line) => {
  expect(wrong(path)).toEqual([line]);
});

test('of a missing field what it is missing from is marked, and only there', () => {
  expect(wrong('bins[0].fillLevel')).toEqual(['{']);
  expect(messageLines(message, 'bins[0].fillLevel').findIndex(({ isWrong }) => isWrong)).toBe(3);
  expect(wrong('weightKg')).toEqual(['{']);
  expect(wrong(undefined)).toEqual([]);
});

test('of a batch the element alone is kept, of a message one bin', () => {
  expect(keptPath({ path: '[3].weightKg' })).toBe('weightKg');
  expect(keptPath({ path: 'bins[2].distanceMm', index: 2 })).toBe('bins[0].distanceMm');
  expect(keptPath({ path: 'bins[2].distanceMm' })).toBe('bins[2].distanceMm');
  expect(keptPath({})).toBeUndefined();
});

test('empty things, and paths that are nonsense', () => {
  expect(messageLines({}, 'a').map(({ text }) => text)).toEqual(['{}']);
  expect(messageLines({ a: [] }, ']]..[').some(({ isWrong }) => isWrong)).toBe(true);
});
