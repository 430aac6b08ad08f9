import { expect, it } from 'vitest';
import { distanceM, isPlace } from './distance.ts';

it('tells distances in metres', () => {
  const tushan = { latitude: 29.55, longitude: 106.59 };
  expect(distanceM(tushan, tushan)).toBe(0);
  // A thousandth of a degree to the north is 111.2 m everywhere, to the east less by the cosine of the latitude.
  expect(distanceM(tushan, { ...tushan, latitude: 29.551 })).toBeCloseTo(111.2, 1);
  expect(distanceM(tushan, { ...tushan, longitude: 106.591 })).toBeCloseTo(96.7, 1);
  expect(distanceM({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 })).toBeCloseTo(
    22_239,
    0,
  );
});

it('knows a place by both of its coordinates', () => {
  expect(isPlace({ latitude: 0, longitude: 0 })).toBe(true);
  expect(isPlace({ latitude: 29 })).toBe(false);
});
