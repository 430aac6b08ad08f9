import { expect, test } from 'vitest';
import { areaRows } from './area-tree.ts';

const area = (id: string, parent?: string) => ({ id, name: id, declared: false, ...(parent && { parent }) });

test('each area is as far in as it stands deep, from the top of what one sees', () => {
  const rows = areaRows([area('town'), area('east', 'town'), area('e-1', 'east'), area('west', 'town')]);
  expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
    ['town', 0],
    ['east', 1],
    ['e-1', 2],
    ['west', 1],
  ]);
  expect(areaRows([area('east', 'town'), area('e-1', 'east')]).map(({ depth }) => depth)).toEqual([0, 1]);
});
