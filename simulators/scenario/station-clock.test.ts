import { expect, it } from 'vitest';
import { createRandom } from '../town/random.ts';
import type { Scenario } from './scenario-schema.ts';
import { furthestBackMs, StationClock } from './station-clock.ts';
import type { Troubles } from './troubles.ts';

const HOUR_MS = 3_600_000;
const OFF = { kind: 'clock-off', by: -5 * HOUR_MS } as const;
const JUMPS = { kind: 'clock-jumps', every: HOUR_MS / 2, upTo: 6 * HOUR_MS, from: 0 } as const;

const scenarioOf = (...troubles: object[]) => ({ troubles }) as unknown as Scenario;

it('a clock that is off and jumps is never further back than is said', () => {
  const active = (kind: string) => [OFF, JUMPS].find((trouble) => trouble.kind === kind);
  const clock = new StationClock({ active } as unknown as Troubles, createRandom(1));
  const times = Array.from({ length: 1_000 }, (_, turn) => ({ at: turn * HOUR_MS, now: 0, bootedAt: 0 }));
  const earliest = Math.min(...times.map((time) => clock.date(time).observedAt));
  expect(earliest).toBeLessThan(-JUMPS.upTo);
  expect(earliest).toBeGreaterThanOrEqual(-furthestBackMs(scenarioOf(OFF, JUMPS)));
});

it('a clock that is right or ahead is not behind', () => {
  expect(furthestBackMs(scenarioOf({ ...OFF, by: HOUR_MS }))).toBe(0);
  expect(furthestBackMs(scenarioOf())).toBe(0);
});
