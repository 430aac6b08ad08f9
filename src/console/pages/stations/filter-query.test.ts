import { expect, test } from 'vitest';
import { type ListQuestion, readFilter, writeFilter } from './filter-query.ts';

test('what is written is read again', () => {
  const question: ListQuestion = {
    ...{ text: '码头', area: 'e-1', state: 'offline', stream: 'food', fullerThan: 0.95, order: 'soon' },
  };
  expect(writeFilter(question)).toEqual({
    ...{ text: '码头', area: 'e-1', state: 'offline', stream: 'food', fuller: '95', order: 'soon' },
  });
  expect(readFilter(writeFilter(question))).toEqual(question);
});

test('defaults do not stand in the address', () => {
  expect(writeFilter(readFilter({}))).toEqual({});
});

test('what is not understood is not asked', () => {
  const odd = { text: ['a', 'b'], area: null, state: 'asleep', stream: 'glass', fuller: '81', order: 'mood' };
  expect(readFilter(odd)).toEqual({ text: '', order: 'room' });
});
