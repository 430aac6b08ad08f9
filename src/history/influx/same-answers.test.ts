// The same 30 days in DuckDB and in InfluxDB: every answer of the port is the same. InfluxDB gets some of it twice, as
// after a crash, and is opened again between; DuckDB gets everything once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import type { DropOff, FillLevel } from '../../model/reading.ts';
import { DuckDbHistory } from '../duckdb/duckdb-history.ts';
import type { FillLevelCell, HistoryStore, Page, ReadingQuery, StatisticsQuery } from '../history.ts';
import { HOUR, JUNE, randomFrom, randomReadings } from '../readings.test-support.ts';
import { InfluxHistory } from './influx-history.ts';

const SEED = 20_260_601;
const DAY = 24 * HOUR;
const DAYS = 30;
const READINGS = 3000;
const WRITE_SIZE = 150;

type Given = DropOff | FillLevel;

/** In the order of arrival: a tenth comes up to ten days late. */
function thirtyDays(): Given[] {
  const random = randomFrom(SEED);
  const arrival = ({ at }: Given) => at + (random() < 0.1 ? random() * 10 * DAY : random() * HOUR);
  return randomReadings(SEED, READINGS, DAYS)
    .map(placed)
    .map((reading) => ({ reading, arrival: arrival(reading) }))
    .toSorted((a, b) => a.arrival - b.arrival)
    .map(({ reading }) => reading);
}

/** TS-001 moves to another grid on day 15; its food bin takes residual waste from day 20 on. */
function placed(reading: Given): Given {
  const { at, station } = reading;
  const grid = station === 'TS-001' && at >= JUNE + 15 * DAY ? 'grid-1' : 'grid-0';
  const change = station === 'TS-001' && at >= JUNE + 20 * DAY;
  const streamOf = (bin: { binId: string; stream: DropOff['stream'] }) =>
    change && bin.binId === 'food-0' ? 'residual' : bin.stream;
  if (reading.type === 'drop-off') return { ...reading, grid, stream: streamOf(reading) };
  return { ...reading, grid, bins: reading.bins.map((bin) => ({ ...bin, stream: streamOf(bin) })) };
}

const daily = Array.from({ length: DAYS + 1 }, (_, day) => JUNE + day * DAY);
const edgesOf = {
  'by day in Chongqing': daily.map((edge) => edge - 8 * HOUR),
  'by hour': Array.from({ length: 2 * 24 }, (_, hour) => JUNE + 14 * DAY + hour * HOUR),
  'by day where one has 23 hours': daily.map((edge, day) => (day > 12 ? edge - HOUR : edge)),
  'by month': [JUNE - 31 * DAY, JUNE, JUNE + 30 * DAY, JUNE + 61 * DAY],
};
const scopes: StatisticsQuery['scope'][] = [
  { station: 'TS-000' },
  { station: 'TS-001' },
  { grids: ['grid-0'] },
  { grids: ['grid-0', 'grid-1'] },
];

describe.skipIf(notInstalled('influxd'))(`the same 30 days (seed ${SEED})`, () => {
  let server: RunningServer;
  let folder: string;
  let duck: HistoryStore;
  let influx: HistoryStore;
  let now = JUNE;

  async function openInflux(): Promise<void> {
    await influx?.close();
    const options = {
      kind: 'influx' as const,
      folder: join(folder, 'influx'),
      url: server.url,
      auth: DATABASE,
    };
    influx = new InfluxHistory(options, { now: () => now });
    await influx.open();
  }

  beforeAll(async () => {
    server = await startInfluxd();
    folder = await mkdtemp(join(tmpdir(), 'same-answers-'));
    duck = new DuckDbHistory({ folder: join(folder, 'duckdb'), retentionDays: { dropOff: undefined } });
    await duck.open();
    await openInflux();
    await feed(thirtyDays());
  });

  afterAll(async () => {
    await duck.close();
    await influx.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function feed(readings: readonly Given[]): Promise<void> {
    for (let start = 0; start < readings.length; start += WRITE_SIZE) {
      const batch = readings.slice(start, start + WRITE_SIZE);
      const cursor = { journalId: 'journal-1', position: start };
      now = Math.max(now, ...batch.map(({ at }) => at));
      await duck.write(batch, cursor);
      await influx.write(batch, cursor);
      const turn = start / WRITE_SIZE;
      if (turn % 4 === 1) await influx.maintain(now);
      if (turn % 5 === 2) await openInflux();
      if (turn % 5 === 3) await influx.write(batch.slice(0, 100), cursor);
    }
  }

  async function expectSameStatistics(): Promise<void> {
    for (const scope of scopes) {
      for (const edges of Object.values(edgesOf)) {
        const query = { scope, edges };
        const dropOffs = await duck.dropOffStatistics(query);
        expect(dropOffs.length).toBeGreaterThan(0);
        expect(await influx.dropOffStatistics(query)).toEqual(dropOffs);
        const levels = await duck.fillLevelStatistics(query);
        expect(await influx.fillLevelStatistics(query)).toEqual(levels.map(nearly));
      }
    }
  }

  it('gives the same statistics while roll-ups wait, as each is made, and when all are', async () => {
    await expectSameStatistics();
    await influx.maintain(now);
    await openInflux();
    await expectSameStatistics();
    await influx.maintain(now + 10 * DAY);
    await expectSameStatistics();
  });

  it.each([37, 1000, 10_000])(
    'gives the same pages of %i rows',
    async (limit) => {
      for (const query of [
        { station: 'TS-001', from: 0, to: JUNE + 100 * DAY, limit },
        { station: 'TS-002', from: JUNE + 3 * DAY + 1, to: JUNE + 20 * DAY, limit, binId: 'food-0' },
      ]) {
        const dropOffs = await allPages(query, (asked) => duck.dropOffs(asked));
        expect(dropOffs.flatMap(({ items }) => items).length).toBeGreaterThan(37);
        expect(await allPages(query, (asked) => influx.dropOffs(asked))).toEqual(dropOffs);
        const levels = await allPages(query, (asked) => duck.fillLevels(asked));
        expect(await allPages(query, (asked) => influx.fillLevels(asked))).toEqual(levels);
      }
    },
    30_000,
  );
});

async function allPages<Row>(
  query: ReadingQuery,
  ask: (query: ReadingQuery) => Promise<Page<Row>>,
): Promise<Page<Row>[]> {
  const pages = [await ask(query)];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await ask({ ...query, cursor }));
  }
  return pages;
}

/** Sums are added in another order: the sixth decimal may be another one. */
function nearly(cell: FillLevelCell): object {
  return { ...cell, mean: expect.closeTo(cell.mean, 5) };
}
