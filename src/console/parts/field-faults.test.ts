import { expect, test } from 'vitest';
import { sortFaults } from './field-faults.ts';

const fault = (path: string, expected = 'a thing') => ({ path, expected });

test('a fault belongs to the field of its path, also when it is inside of it; the first one counts', () => {
  const faults = [fault('bins[0].litres', 'more'), fault('bins', 'some'), fault('name', 'a name')];
  const { byField, rest } = sortFaults(faults, { fields: ['name', 'bins'] });
  expect([...byField]).toEqual([
    ['bins', 'more'],
    ['name', 'a name'],
  ]);
  expect(rest).toEqual([]);
});

test('the prefix of a list of one does not count', () => {
  const { byField } = sortFaults([fault('stations[0].grid')], { fields: ['grid'], prefix: 'stations[0].' });
  expect(byField.get('grid')).toBe('a thing');
});

test('what belongs to no field is told whole: a field whose name only begins alike is another', () => {
  const { byField, rest } = sortFaults([fault('names'), fault('s-1', 'exists')], { fields: ['name'] });
  expect(byField.size).toBe(0);
  expect(rest).toEqual(['names: a thing', 's-1: exists']);
});
