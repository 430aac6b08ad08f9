// What a firmware engineer is told of a message with a wrong shape.
import { expect, test } from 'vitest';
import { checkShape } from './check-shape.ts';

const FRAME = { bootId: 'b', seq: 1, observedAt: 1 };
const DEPOSIT = { ...FRAME, binId: 'food-1', weightKg: 1 };
const EVENT = { ...FRAME, kind: 'smoke', phase: 'raised' };

test.each([
  ['drop-off', { ...FRAME, binId: 'food-1' }, 'weightKg', 'number, got nothing'],
  ['drop-off', { ...DEPOSIT, weightKg: '1.2' }, 'weightKg', 'number, got text'],
  ['drop-off', { ...DEPOSIT, weightKg: 201 }, 'weightKg', '200 or less'],
  ['drop-off', { ...DEPOSIT, seq: -1 }, 'seq', '0 or more'],
  ['drop-off', { ...DEPOSIT, seq: 1.5 }, 'seq', 'whole number, got number'],
  ['drop-off', { ...DEPOSIT, bootId: 'a b' }, 'bootId', 'text that matches /^[A-Za-z0-9_-]{1,32}$/'],
  ['event', { ...EVENT, phase: 'up' }, 'phase', 'one of raised, cleared'],
  ['event', { ...EVENT, code: 'x'.repeat(65) }, 'code', 'at most 64 characters'],
  ['fill-level', { ...FRAME, bins: {} }, 'bins', 'list, got object'],
  ['fill-level', { ...FRAME, bins: [{ binId: 'food-1' }] }, 'bins[0]', 'fillLevel or distanceMm'],
  [
    'fill-level',
    { ...FRAME, bins: [{ binId: 'a', fillLevel: 1, lidOpen: 1 }] },
    'bins[0].lidOpen',
    'true or false, got number',
  ],
  ['emptied', 7, '', 'object, got number'],
] as const)('%s %j', (type, message, path, expected) => {
  expect(checkShape(type, message)).toEqual({ ok: false, fault: { path, expected } });
});
