import { describe, expect, it } from 'vitest';
import type { StationLevels } from '../list/stations.ts';
import { anAlert } from './alerts.test-support.ts';
import { levelOf } from './card-level.ts';

function station(...levels: (number | undefined)[]): StationLevels {
  return {
    id: 's-1',
    name: 'South gate',
    grid: 'g-1',
    zone: 'Asia/Shanghai',
    state: 'online',
    since: '2026-11-23T00:00:00.000Z',
    bins: levels.map((level, place) => ({
      id: `food-${place + 1}`,
      stream: 'food' as const,
      litres: 200,
      ...(level !== undefined && { level }),
    })),
  };
}

const card = { alerts: [anAlert({ binIds: ['food-1', 'food-2'], evidence: { level: 0.85 } })] };

describe('the level of a card', () => {
  it('is that of its fullest bin now, with the litres left in all of them', () => {
    const { level, litresLeft } = levelOf(card, station(0.8, 0.9, 0.99));
    expect(level).toBe(0.9);
    expect(litresLeft).toBeCloseTo(60);
  });

  it('is what the alert said while nothing is known of the station', () => {
    expect(levelOf(card, undefined)).toMatchObject({ level: 0.85, litresLeft: undefined });
  });

  it('has no litres left that were not measured', () => {
    expect(levelOf(card, station(0.8, undefined))).toMatchObject({ level: 0.8, litresLeft: undefined });
    expect(levelOf(card, station(1.1, 1)).litresLeft).toBe(0);
  });
});
