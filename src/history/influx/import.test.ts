import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, influxQl, type RunningServer, startInfluxd } from '../../../test/support/influxd.ts';
import { notInstalled } from '../../../test/support/real-tools.ts';
import { type CopyPage, type CopySource, copyHistory } from '../copy.ts';
import { DuckDbHistory } from '../duckdb/duckdb-history.ts';
import { openDuckDbExport } from '../duckdb/export.ts';
import { alertEvent, dropOff, emptying } from '../readings.test-support.ts';
import { openInfluxImport } from './import.ts';
import { InfluxHistory } from './influx-history.ts';
import type { InfluxOptions } from './options.ts';

const DAY_MS = 86_400_000;
const CURSOR = { journalId: 'j', position: 7 };

/** One deposit a day, the newest of an hour ago. */
function sourceOf(days: number, now: number): CopySource {
  const times = Array.from({ length: days }, (_, day) => now - 3_600_000 - (days - 1 - day) * DAY_MS);
  const since = (from: number) => times.filter((at) => at >= from);
  return {
    measurements: ['drop_off'],
    cursor: CURSOR,
    extent: async (_, from) => ({ points: since(from).length, from: since(from)[0] ?? from, to: now }),
    async *pages(_, from): AsyncGenerator<CopyPage> {
      for (const at of since(from)) {
        yield { through: at + 1, points: 1, content: { entries: [dropOff({ at, seq: 1 })] } };
      }
    },
    close: async () => undefined,
  };
}

describe.skipIf(notInstalled('influxd'))('a copy into InfluxDB', () => {
  let influxd: RunningServer;
  let folder: string;
  let options: InfluxOptions;

  beforeAll(async () => {
    influxd = await startInfluxd();
    folder = await mkdtemp(join(tmpdir(), 'import-'));
    await influxQl(influxd.url, 'CREATE RETENTION POLICY "ten" ON "hub" DURATION 10d REPLICATION 1');
    const auth = { ...DATABASE, retentionRaw: 'ten' };
    options = { kind: 'influx', folder, url: influxd.url, auth };
  });
  afterAll(async () => {
    await influxd.stop();
    await rm(folder, { recursive: true });
  });

  it('takes as much of the past as the server keeps, and is then where the source was in the journal', async () => {
    const now = Date.now();
    const target = await openInfluxImport(options, CURSOR);
    expect(target.keepsFrom('drop_off_hour')).toBe(0);
    expect(target.keepsFrom('drop_off')).toBeGreaterThan(now - 10 * DAY_MS);
    const saved: object[] = [];
    const counts = await copyHistory({
      source: sourceOf(30, now),
      target,
      progress: {},
      saveProgress: async (progress) => void saved.push({ ...progress }),
    });
    await target.close();
    expect(counts).toEqual([{ measurement: 'drop_off', expected: 10, found: 10 }]);
    expect(saved).toHaveLength(10);
    const again = await openInfluxImport(options, CURSOR);
    await again.close();
  });

  it('takes what the hub concluded along', async () => {
    const at = Date.now() - 3_600_000;
    const concluded = [0, 1, 2].flatMap((number) => [
      emptying({ id: `e-${number}`, at: at + number }),
      alertEvent({ id: `a-1/${number}`, at }),
    ]);
    const cursor = { ...CURSOR, position: 8 };
    const store = new DuckDbHistory({ folder: join(folder, 'duckdb') });
    await store.open();
    await store.write([...concluded, ...concluded], cursor);
    await store.close();
    const source = await openDuckDbExport({ folder: join(folder, 'duckdb') });
    const target = await openInfluxImport(options, cursor);
    const counts = await copyHistory({ source, target, progress: {}, saveProgress: async () => undefined });
    await Promise.all([source.close(), target.close()]);
    expect(counts.filter(({ expected }) => expected > 0)).toEqual([
      { measurement: 'emptying', expected: 3, found: 3 },
      { measurement: 'alert_event', expected: 3, found: 3 },
    ]);
    const copied = new InfluxHistory(options);
    await copied.open();
    const { items } = await copied.alertEvents({ from: at, to: at + 1, limit: 10 });
    expect(items.map(({ id }) => id)).toEqual(['a-1/0', 'a-1/1', 'a-1/2']);
    await copied.close();
  });

  it('is refused where the hub has gone on since, or has written from another journal', async () => {
    const refusal = /the hub has written to this InfluxDB already/;
    await expect(openInfluxImport(options, { ...CURSOR, position: 6 })).rejects.toThrow(refusal);
    await expect(openInfluxImport(options, { ...CURSOR, journalId: 'k' })).rejects.toThrow(refusal);
    await expect(openInfluxImport(options, undefined)).rejects.toThrow(refusal);
  });
});
