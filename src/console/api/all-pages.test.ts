import { expect, test } from 'vitest';
import { allPages } from './all-pages.ts';
import type { Ask, AskOptions } from './ask.ts';

test('follows the cursors to the end, in order, with the same query', async () => {
  const asked: AskOptions['query'][] = [];
  const answers = [{ items: [1, 2], nextCursor: 'b' }, { items: [], nextCursor: 'c' }, { items: [3] }];
  const ask = (async (_method, _path, options) => {
    asked.push(options?.query);
    return answers[asked.length - 1];
  }) as Ask;
  expect(await allPages('/api/v1/alerts', { state: 'open' }, { ask, pageItems: 2 })).toEqual([1, 2, 3]);
  expect(asked).toEqual([
    { state: 'open', limit: 2, cursor: undefined },
    { state: 'open', limit: 2, cursor: 'b' },
    { state: 'open', limit: 2, cursor: 'c' },
  ]);
});
