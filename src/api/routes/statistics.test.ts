import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type ApiHub, openApiHub, station } from '../../../test/support/api-hub.ts';
import type { StatisticsQuery } from '../../history/history.ts';
import type { statisticsSchema } from '../statistics-view.ts';

type Answer = z.infer<typeof statisticsSchema>;

let hub: ApiHub;
let asked: StatisticsQuery[];
beforeEach(async () => {
  hub = await openApiHub();
  await hub.registry.addStations([station('s-1'), station('s-2', { zone: 'Europe/Berlin' })]);
  asked = [];
  hub.history.dropOffStatistics = async (query) => {
    asked.push(query);
    return [];
  };
});
afterEach(() => hub.close());

const ask = async (path: string) => (await (await hub.api.request(`/api/v1${path}`)).json()) as Answer;
const isoEdges = () => asked[0]?.edges.map((edge) => new Date(edge).toISOString());

describe('statistics of a station', () => {
  it('are those of the last seven local days when nothing else is asked', async () => {
    const { zone, interval, from, to, buckets } = await ask('/stations/s-1/statistics');
    expect({ zone, interval, from, to }).toEqual({
      zone: 'Asia/Shanghai',
      interval: 'day',
      // 2026-11-17 to the end of 2026-11-23, local time.
      from: '2026-11-16T16:00:00.000Z',
      to: '2026-11-23T16:00:00.000Z',
    });
    expect(buckets).toHaveLength(7);
    expect(asked[0]?.scope).toEqual({ station: 's-1' });
  });

  it('say how old the history is', async () => {
    hub.health.history.behindSeconds = 42;
    expect((await ask('/stations/s-1/statistics')).historyBehindSeconds).toBe(42);
  });

  it('move the range outwards to local edges and say so', async () => {
    const query = 'from=2026-11-02T10:20:00%2B08:00&to=2026-11-03T00:00:00%2B08:00&interval=day';
    const { from, to } = await ask(`/stations/s-1/statistics?${query}`);
    expect([from, to]).toEqual(['2026-11-01T16:00:00.000Z', '2026-11-02T16:00:00.000Z']);
    expect(isoEdges()).toEqual([from, to]);
  });

  it('take epoch milliseconds, and a plus sign that was not escaped', async () => {
    const from = Date.UTC(2026, 10, 1, 16);
    await ask(`/stations/s-1/statistics?from=${from}&to=2026-11-03T00:00:00+08:00`);
    expect(isoEdges()).toEqual(['2026-11-01T16:00:00.000Z', '2026-11-02T16:00:00.000Z']);
  });

  it('know days of 23 and 25 hours', async () => {
    const query = 'from=2026-10-24T12:00:00Z&to=2026-10-25T12:00:00Z&interval=day';
    const { buckets, zone } = await ask(`/stations/s-2/statistics?${query}`);
    expect(zone).toBe('Europe/Berlin');
    const hours = buckets.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000);
    expect(hours).toEqual([24, 25]);
  });

  it('give weeks from Monday and whole months', async () => {
    const query = 'from=2026-11-04T00:00:00Z&to=2026-11-05T00:00:00Z';
    expect((await ask(`/stations/s-1/statistics?${query}&interval=week`)).from).toBe(
      '2026-11-01T16:00:00.000Z',
    );
    const month = await ask(`/stations/s-1/statistics?${query}&interval=month`);
    expect([month.from, month.to]).toEqual(['2026-10-31T16:00:00.000Z', '2026-11-30T16:00:00.000Z']);
  });

  it('show deposits, shares, accuracy with its counts, and levels by bin', async () => {
    const cell = { bucket: 6, binId: 'food-1', stream: 'food', dropOffs: 40, weighed: 39 } as const;
    hub.history.dropOffStatistics = async () => [{ ...cell, weightKg: 52.5, decided: 36, correct: 30 }];
    const level = { bucket: 6, binId: 'food-1', stream: 'food', readings: 144, min: 0.05, max: 0.9 } as const;
    hub.history.fillLevelStatistics = async () => [
      { ...level, mean: 0.4, last: 0.3, lastAt: Date.UTC(2026, 10, 23) },
    ];

    const { buckets, totals } = await ask('/stations/s-1/statistics');
    expect(buckets[5]).toMatchObject({ dropOffs: 0, weightKg: 0, levels: [] });
    for (const bucket of [buckets[6], totals]) {
      expect(bucket).toMatchObject({ dropOffs: 40, weightKg: 52.5, weighed: 39 });
      expect(bucket?.streams.find(({ stream }) => stream === 'food')).toMatchObject({
        share: 1,
        dropOffs: 40,
      });
      expect(bucket?.sortingAccuracy).toMatchObject({
        correct: 30,
        decided: 36,
        undetermined: 4,
        rankable: true,
      });
      expect(bucket?.sortingAccuracy.rate).toBeCloseTo(0.8333, 4);
      expect(bucket?.sortingAccuracy.interval?.[0]).toBeCloseTo(0.6811, 3);
      expect(bucket?.levels).toEqual([
        {
          binId: 'food-1',
          stream: 'food',
          readings: 144,
          min: 0.05,
          max: 0.9,
          mean: 0.4,
          last: 0.3,
          lastAt: '2026-11-23T00:00:00.000Z',
        },
      ]);
    }
  });

  it('stay there for a station taken out of service', async () => {
    await hub.registry.removeStation('s-2');
    expect(await ask('/stations/s-2/statistics')).toMatchObject({ station: 's-2', zone: 'Europe/Berlin' });
    expect((await hub.api.request('/api/v1/stations/s-9/statistics')).status).toBe(404);
  });

  it('allow 2,000 buckets and not one more', async () => {
    const from = Date.UTC(2026, 0);
    const status = async (hours: number) => {
      const query = `from=${from}&to=${from + hours * 3_600_000}&interval=hour`;
      return (await hub.api.request(`/api/v1/stations/s-1/statistics?${query}`)).status;
    };
    expect(await status(2_000)).toBe(200);
    expect(await status(2_001)).toBe(400);
  });
});

describe('statistics of an area', () => {
  it('are those of everything below it, in the zone of the hub', async () => {
    const answer = await ask('/areas/east/statistics');
    expect(answer).toMatchObject({ area: 'east', zone: 'Asia/Shanghai' });
    expect(asked[0]?.scope).toEqual({ grids: ['east', 'e-1'] });
  });

  it('are not there for an unknown area', async () => {
    expect((await hub.api.request('/api/v1/areas/north/statistics')).status).toBe(404);
    expect(asked).toEqual([]);
  });
});
