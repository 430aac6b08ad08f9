import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAreaTree, findTreeFaults } from './area-tree.ts';

const TOWN = [
  { id: 'g2', parent: 'c1' },
  { id: 'c1', parent: 'town' },
  { id: 'town' },
  { id: 'c2', parent: 'town' },
  { id: 'g1', parent: 'c1' },
];

test('answers upwards and downwards', () => {
  const tree = createAreaTree(TOWN);
  expect(tree.all().map(({ id }) => id)).toEqual(['town', 'c1', 'g2', 'g1', 'c2']);
  expect(tree.below('c1')).toEqual(['c1', 'g2', 'g1']);
  expect(tree.below('nowhere')).toEqual([]);
  expect(tree.pathOf('g1')).toEqual(['g1', 'c1', 'town']);
  expect(tree.pathOf('nowhere')).toEqual(['nowhere']);
});

test('finds what is no forest', () => {
  expect(findTreeFaults(TOWN)).toEqual([]);
  const faults = findTreeFaults([
    { id: 'a', parent: 'b' },
    { id: 'b', parent: 'a' },
    { id: 'c', parent: 'b' },
    { id: 'd', parent: 'nowhere' },
    { id: 'e' },
    { id: 'E' },
  ]);
  expect(faults).toEqual([
    { subject: 'a', fault: 'it stands below itself' },
    { subject: 'b', fault: 'it stands below itself' },
    { subject: 'd', fault: 'its parent "nowhere" is not an area' },
    { subject: 'E', fault: 'this area exists already (case does not count)' },
  ]);
});

test('of any forest: every area once, parents first, and up is the reverse of down', () => {
  const forest = fc
    .array(fc.nat(), { minLength: 1, maxLength: 30 })
    .map((picks) =>
      picks.map((pick, i) =>
        i === 0 || pick % 4 === 0 ? { id: `n${i}` } : { id: `n${i}`, parent: `n${pick % i}` },
      ),
    )
    .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));
  fc.assert(
    fc.property(forest, (nodes) => {
      expect(findTreeFaults(nodes)).toEqual([]);
      const tree = createAreaTree(nodes);
      const ids = tree.all().map(({ id }) => id);
      expect(new Set(ids)).toEqual(new Set(nodes.map(({ id }) => id)));
      expect(ids).toHaveLength(nodes.length);
      for (const node of nodes) {
        const { parent } = node as { parent?: string };
        if (parent) expect(ids.indexOf(parent)).toBeLessThan(ids.indexOf(node.id));
        for (const above of tree.pathOf(node.id)) expect(tree.below(above)).toContain(node.id);
        for (const below of tree.below(node.id)) expect(tree.pathOf(below)).toContain(node.id);
      }
    }),
  );
});
