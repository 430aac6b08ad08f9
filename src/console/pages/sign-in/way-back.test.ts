import { expect, test } from 'vitest';
import { wayBack } from './way-back.ts';

test.each([
  ['/stations/ts-001?tab=delivery', '/stations/ts-001?tab=delivery'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?to=/sign-in', '/'],
])('%j leads to %s', (asked, expected) => {
  expect(wayBack(asked)).toBe(expected);
});
