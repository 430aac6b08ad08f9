import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { createAreaTree } from '../registry/area-tree.ts';
import { createRoster } from '../watch/duty/roster.ts';
import { createDutySource } from './duty-source.ts';

const DEMO = join(import.meta.dirname, '../../config/demo');
const HOUR = 3_600_000;
/** Midnight in Shanghai. */
const FROM = Date.parse('2026-11-23T16:00Z');
const DAY = { from: FROM, to: FROM + 24 * HOUR };

function sourceOf(change: (config: ReturnType<typeof loadConfig>) => ReturnType<typeof loadConfig>) {
  const config = change(loadConfig({ HUB_CONFIG: DEMO }));
  const areas = createAreaTree(config.declared.areas);
  return createDutySource({ registry: areas, roster: createRoster(config.duty, areas.pathOf), config });
}

test('in the sample town somebody answers everywhere at all times', () => {
  const source = sourceOf((config) => config);
  expect(source.gaps({ grid: 'wenfeng-2', ...DAY })).toEqual([]);
  expect(source.onDuty('lianhua-1', 'cleaner', FROM + 12 * HOUR)?.a.name).toBe('赵敏');
  expect(source.changesOf('lianhua-1', 'driver', DAY).map((at) => (at - FROM) / HOUR)).toEqual([0, 6, 18]);
});

test('where nobody has a post, the gap has the minutes in which limits run', () => {
  const source = sourceOf((config) => ({ ...config, duty: { ...config.duty, posts: [] } }));
  const gaps = source
    .gaps({ grid: 'tushan', ...DAY })
    .map(({ kind, serviceMinutes }) => [kind, serviceMinutes]);
  expect(gaps).toEqual([
    ['hazard', 24 * 60],
    ['full', 16 * 60],
    ['device', 16 * 60],
    ['reported', 16 * 60],
  ]);
});
