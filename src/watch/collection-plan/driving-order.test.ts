import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drivingOrder } from './driving-order.ts';

const stop = fc.record({
  latitude: fc.double({ min: 29, max: 30, noNaN: true }),
  longitude: fc.double({ min: 106, max: 107, noNaN: true }),
});

it('visits each stop once, beginning with the first', () => {
  fc.assert(
    fc.property(fc.array(stop, { maxLength: 30 }), (stops) => {
      const visited = drivingOrder(stops).map((leg) => leg.stop);
      expect(visited[0]).toBe(stops[0]);
      expect(visited).toHaveLength(stops.length);
      expect(new Set(visited)).toEqual(new Set(stops));
    }),
  );
});

it('goes to the nearest that is left', () => {
  const at = (longitude: number) => ({ latitude: 29.5, longitude });
  const legs = drivingOrder([at(106.5), at(106.9), at(106.4), at(106.52)]);
  expect(legs.map(({ stop: { longitude } }) => longitude)).toEqual([106.5, 106.52, 106.4, 106.9]);
  expect(legs[0]?.legM).toBe(0);
  expect(legs[1]?.legM).toBeGreaterThan(1_900);
});
