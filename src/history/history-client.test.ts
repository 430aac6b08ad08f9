import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal, type SegmentJournal } from '../journal/segment-journal.ts';
import type { Entry } from '../model/entry.ts';
import { InvalidCursor } from './history.ts';
import { type History, type HistoryOptions, startHistory } from './history-client.ts';
import {
  alertEvent,
  dropOff,
  emptying,
  expectedDropOffs,
  HOUR,
  JUNE,
  randomReadings,
} from './readings.test-support.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const EVER = { from: 0, to: JUNE + 24 * HOUR, limit: 10 };

let folder: string;
let journal: SegmentJournal;
let history: History | undefined;
let troubles: string[];
let failures: Error[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  journal = await openJournal({ folder: join(folder, 'journal'), log: quiet as never });
  troubles = [];
  failures = [];
});

afterEach(async () => {
  await history?.stop();
  history = undefined;
  await journal.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<HistoryOptions> = {}): Promise<History> {
  const { id, base, committed } = journal;
  history = await startHistory({
    // The readings are of a fixed day: kept however long ago that is.
    store: { kind: 'duckdb', folder: join(folder, 'history'), retentionDays: { dropOff: undefined } },
    journal: { folder: join(folder, 'journal'), id, base, committed },
    onTrouble: (trouble) => troubles.push(trouble),
    onFailure: (error) => failures.push(error),
    ...options,
  });
  return history;
}

function append(...entries: Entry[]): Promise<void> {
  return new Promise((resolve, reject) => {
    journal.append(entries, (error) => {
      if (error) return reject(error);
      history?.committed(journal.committed);
      resolve();
    });
  });
}

async function stop(): Promise<void> {
  await history?.stop();
  history = undefined;
}

it('shows what is committed, and is complete after a stop and a start', async () => {
  const readings = randomReadings(11, 600, 3);
  await append(...readings.slice(0, 200));
  const first = await start();
  await append(...readings.slice(200, 400));
  await expect.poll(() => first.state().behindBytes).toBe(0);
  expect(first.state()).toMatchObject({ position: journal.committed, entriesWritten: 400, framesAside: 0 });
  await append(...readings.slice(400));
  await stop();
  const second = await start();
  expect(second.state()).toMatchObject({ behindBytes: 0, entriesWritten: 0 });
  const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + 72 * HOUR] };
  const counts = (cells: { dropOffs: number }[]) =>
    cells.map(({ dropOffs }) => dropOffs).toSorted((a, b) => a - b);
  expect(counts(await second.dropOffStatistics(query))).toEqual(counts(expectedDropOffs(readings, query)));
  expect(troubles).toEqual([]);
  expect(failures).toEqual([]);
});

it('tells what the hub concluded, once for its id', async () => {
  const asked = await start();
  await append(emptying(), alertEvent(), emptying());
  await append(alertEvent(), alertEvent({ id: 'a-1/1', at: JUNE + 1 }));
  await expect.poll(() => asked.state().behindBytes).toBe(0);
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
  expect(ids(await asked.emptyings({ station: 'TS-001', ...EVER }))).toEqual(['e-1']);
  expect(ids(await asked.alertEvents({ grids: ['grid-a'], ...EVER }))).toEqual(['a-1/0', 'a-1/1']);
});

it('answers with the errors of the port', async () => {
  const asked = (await start()).dropOffs({ station: 'TS-001', ...EVER, cursor: 'none' });
  await expect(asked).rejects.toThrow(InvalidCursor);
  const badEdges = history?.fillLevelStatistics({ scope: { station: 'TS-001' }, edges: [1, 2] });
  await expect(badEdges).rejects.toThrow(RangeError);
});

it('tells below which position it needs no journal', async () => {
  await append(dropOff());
  const checkpoints: number[] = [];
  await start({ onCheckpoint: (position) => checkpoints.push(position) });
  await stop();
  expect(checkpoints).toContain(journal.committed);
});

it('puts a frame aside that the store cannot take, and keeps it', async () => {
  const poison = { ...dropOff({ seq: 2 }), timeSource: 'nobody' } as unknown as Entry;
  await append(dropOff({ seq: 1 }));
  await append(poison);
  await append(dropOff({ seq: 3 }));
  const { dropOffs } = await start();
  await expect.poll(() => history?.state().framesAside).toBe(1);
  await expect.poll(() => history?.state().behindBytes).toBe(0);
  expect((await dropOffs({ station: 'TS-001', ...EVER })).items.map(({ seq }) => seq)).toEqual([1, 3]);
  const asides = join(folder, 'history', 'frames-aside');
  const [name = ''] = await readdir(asides);
  const [where = '', entry = ''] = (await readFile(join(asides, name), 'utf8')).split('\n');
  expect(JSON.parse(where)).toHaveProperty('cause');
  expect(JSON.parse(entry)).toEqual(poison);
  expect(troubles).toHaveLength(1);
});

it('rebuilds from the journal what a damaged write-ahead log held', async () => {
  const database = join(folder, 'history', 'history.duckdb');
  await append(dropOff({ seq: 1 }));
  await start();
  await stop();
  await start();
  await append(dropOff({ seq: 2 }), dropOff({ seq: 3 }));
  await expect.poll(() => history?.state().behindBytes).toBe(0);
  const killed = [await readFile(database), await readFile(`${database}.wal`)] as const;
  await stop();
  await writeFile(database, killed[0]);
  killed[1].fill(0xaa, killed[1].length / 2, killed[1].length / 2 + 8);
  await writeFile(`${database}.wal`, killed[1]);
  await start();
  await expect.poll(() => history?.state().behindBytes).toBe(0);
  const page = await history?.dropOffs({ station: 'TS-001', ...EVER });
  expect(page?.items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(troubles.join()).toMatch(/put aside the write-ahead log/);
});

it('counts on the positions that a journal with a lost end gives a second time, whatever is lost next', async () => {
  const database = join(folder, 'history', 'history.duckdb');
  for (const seq of [1, 2, 3]) await append(dropOff({ seq }));
  await start();
  await stop();
  await loseEndOfJournal();
  await start();
  expect(troubles.join()).toMatch(/it has lost its end/);
  await append(dropOff({ seq: 4 }));
  await expect.poll(() => history?.state().behindBytes).toBe(0);
  const withoutLog = await readFile(database);
  await stop();
  await writeFile(database, withoutLog);
  await start();
  await expect.poll(() => history?.state().behindBytes).toBe(0);
  const page = await history?.dropOffs({ station: 'TS-001', ...EVER });
  expect(page?.items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});

/** All but the first frame. */
async function loseEndOfJournal(): Promise<void> {
  await journal.close();
  const journalFolder = join(folder, 'journal');
  const [segment = ''] = await readdir(journalFolder);
  const path = join(journalFolder, segment);
  await truncate(path, Math.floor((await stat(path)).size * 0.6));
  journal = await openJournal({ folder: journalFolder, log: quiet as never });
}

it('rejects when the store cannot be opened', async () => {
  await writeFile(join(folder, 'history'), 'a file, not a folder');
  await expect(start()).rejects.toThrow(/cannot|EEXIST|ENOTDIR/);
  expect(failures).toEqual([]);
});
