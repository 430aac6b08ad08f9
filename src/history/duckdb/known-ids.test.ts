import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Entry } from '../../model/entry.ts';
import { alertEvent, emptying, HOUR, JUNE } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

it('keeps an emptying as it was told first, also when it is found again with another time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'known-ids-'));
  const store = new DuckDbHistory({ folder });
  await store.open();
  const write = (...entries: Entry[]) => store.write(entries, { journalId: 'j', position: 1 });
  await write(emptying({ at: JUNE, source: 'crew' }), emptying({ at: JUNE + HOUR }));
  await write(emptying({ at: JUNE + HOUR }), emptying({ id: 'e-2', at: JUNE + 300 * 24 * HOUR }));
  const query = { station: 'TS-001', from: 0, to: JUNE + 400 * 24 * HOUR, limit: 10 };
  const { items } = await store.emptyings(query);
  expect(items.map(({ id, at, source }) => [id, at, source])).toEqual([
    ['e-1', JUNE, 'crew'],
    ['e-2', JUNE + 300 * 24 * HOUR, 'sensor'],
  ]);
  await store.close();
  await rm(folder, { recursive: true });
});

it('leaves nothing of a write that fails after ids were looked up: the next one writes them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'known-ids-'));
  const store = new DuckDbHistory({ folder });
  await store.open();
  const broken = { ...alertEvent({ id: 'a-1/1' }), level: 'high' } as unknown as Entry;
  const cursor = { journalId: 'j', position: 1 };
  await expect(store.write([emptying(), alertEvent(), broken], cursor)).rejects.toThrow();
  await store.write([emptying(), alertEvent()], cursor);
  const query = { station: 'TS-001', from: 0, to: JUNE + HOUR, limit: 10 };
  expect((await store.emptyings(query)).items).toHaveLength(1);
  expect((await store.alertEvents(query)).items).toHaveLength(1);
  await store.close();
  await rm(folder, { recursive: true });
});
