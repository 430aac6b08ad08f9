import { expect, it } from 'vitest';
import { indented } from './areas.ts';

it('stands each area below its parent, whose own parent may not be seen', () => {
  const areas = [
    { id: 'east', name: 'East', parent: 'town' },
    { id: 'west', name: 'West', parent: 'town' },
    { id: 'e-1', name: 'East 1', parent: 'east' },
  ];
  expect(indented(areas).map(({ area, depth }) => [area.id, depth])).toEqual([
    ['east', 0],
    ['e-1', 1],
    ['west', 0],
  ]);
});
