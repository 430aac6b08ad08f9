import { expect, test } from 'vitest';
import { words as english } from '../words/en.ts';
import { words as chinese } from '../words/zh-CN.ts';
import { changesText, DEED_WORDS, deedOf } from './entry.ts';

test('deeds have their words in both languages', () => {
  for (const words of [chinese, english])
    expect(new Set(Object.keys(words.audit.deeds))).toEqual(new Set(DEED_WORDS));
});

test('a deed is told by method and route; what nobody knows has none', () => {
  expect(deedOf({ method: 'PATCH', route: '/api/v1/users/{name}' })).toBe('changeUser');
  expect(deedOf({ method: 'GET', route: '/api/v1/users/{name}' })).toBeUndefined();
  expect(deedOf({ method: 'x', route: 'constructor' })).toBeUndefined();
});

test('an import that was only tried is not told as one', () => {
  const route = { method: 'POST', route: '/api/v1/stations/import' };
  expect(deedOf(route)).toBe('importStations');
  expect(deedOf({ ...route, changes: { dryRun: true } })).toBe('tryImport');
});

test('what was changed is text', () => {
  expect(changesText({ role: 'staff', area: null, scopes: ['read'] })).toBe(
    'role: staff, area: null, scopes: ["read"]',
  );
  expect(changesText(undefined)).toBe('');
});
