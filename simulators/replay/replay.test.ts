import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TownStation } from '../town/profile.ts';
import { readLevels } from './read-levels.ts';
import { writeReplay } from './write-replay.ts';

const START = Date.UTC(2026, 10, 20, 3);
const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const file = join(folder, 'levels.csv');

afterAll(() => rmSync(folder, { recursive: true }));

const stations: TownStation[] = ['R-1', 'R-2', 'R-3'].map((id) => ({
  id,
  zone: 'UTC',
  reportingMinutes: 60,
  bins: [
    { id: 'glass-1', stream: 'recyclable', litres: 600 },
    { id: 'paper-1', stream: 'recyclable', litres: 600 },
  ],
}));

function levelsOf(...rows: string[]) {
  writeFileSync(file, ['station,bin,observed_at,fill_level', ...rows, ''].join('\n'));
  return readLevels(file, stations);
}

describe('a replay', () => {
  it('says the levels with their distances in time, divided by the speed, bins of one time together', () => {
    const levels = levelsOf(
      'R-2,glass-1,2021-03-01T02:00:00Z,0.75',
      'R-1,glass-1,2021-03-01T00:00:00Z,0.5',
      'R-1,paper-1,1614556800000,0.25',
      'R-1,glass-1,2021-03-01T01:00:00+00:00,1.4',
    );
    const scripts = writeReplay(
      { name: 'real', levels, stations },
      { seed: 1, speed: 3_600, startsAt: START },
    );
    expect(scripts.map(({ station }) => station)).toEqual(['R-1', 'R-2']);
    const said = scripts.map(({ steps }) =>
      steps.flatMap((step) =>
        step.act === 'say' ? [[step.at, JSON.parse(step.payload.toString())] as const] : [],
      ),
    );
    expect(said).toMatchObject([
      [
        [
          0,
          {
            seq: 0,
            observedAt: START,
            bins: [
              { binId: 'glass-1', fillLevel: 0.5 },
              { binId: 'paper-1', fillLevel: 0.25 },
            ],
          },
        ],
        [1_000, { seq: 1, observedAt: START + 1_000, bins: [{ binId: 'glass-1', fillLevel: 1.4 }] }],
      ],
      [[2_000, { seq: 0, observedAt: START + 2_000, bins: [{ binId: 'glass-1', fillLevel: 0.75 }] }]],
    ]);
  });

  it('says which row does not serve, and why', () => {
    const good = 'R-1,glass-1,2021-03-01T00:00:00Z,0.5';
    expect(() => levelsOf(good, 'X,glass-1,2021-03-01T00:00:00Z,1')).toThrow(
      /row 3: station "X" is not among/,
    );
    expect(() => levelsOf('R-1,food-1,2021-03-01T00:00:00Z,1')).toThrow(/row 2: .*has glass-1, paper-1/);
    expect(() => levelsOf('R-1,glass-1,yesterday,1')).toThrow(
      /row 2: observed_at: cannot read time "yesterday"/,
    );
    expect(() => levelsOf('R-1,glass-1,2021-03-01T00:00:00Z,full')).toThrow(/row 2: fill_level/);
    expect(() => levelsOf()).toThrow(/no rows/);
    expect(() => readLevels(join(folder, 'none.csv'), stations)).toThrow(/cannot read .*none\.csv/);
  });
});
