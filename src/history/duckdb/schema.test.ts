import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type JS } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alertEvent, dropOff, emptying, HOUR, hubHealth, JUNE } from '../readings.test-support.ts';
import { DuckDbHistory } from './duckdb-history.ts';

/** As the first hub made it: never to be changed. */
const STAMP =
  'series integer, time_ms bigint, received_ms bigint, time_source utinyint, boot_id varchar, seq uinteger';
const DROP_OFF_HOUR =
  'hour integer, series integer, drop_offs integer, weight_kg double, weighed integer, decided integer, correct integer';
const FILL_LEVEL_HOUR =
  'hour integer, series integer, readings integer, level_sum double, level_min double, level_max double, level_last double, last_ms bigint';
const VERSION_1 = [
  'create table series (id integer, station varchar, bin varchar, stream varchar, grid varchar)',
  `create table drop_off (${STAMP}, weight_kg double, recognised utinyint, confidence double, label varchar, household varchar, evidence_id varchar)`,
  `create table fill_level (${STAMP}, bin_index utinyint, fill_level double, quality utinyint, distance_mm double, mass_kg double, temperature_c double, lid_open boolean, tilt_deg double)`,
  `create table station_vitals (${STAMP}, battery_v double, signal_dbm double)`,
  `create table emptied (${STAMP}, operator varchar)`,
  `create table station_event (${STAMP}, kind varchar, phase varchar, code varchar, detail varchar)`,
  'create table station_status (series integer, time_ms bigint, state varchar, connection_id varchar, firmware varchar, config_version varchar)',
  `create table drop_off_hour (${DROP_OFF_HOUR})`,
  `create table drop_off_hour_recent (${DROP_OFF_HOUR})`,
  `create table fill_level_hour (${FILL_LEVEL_HOUR})`,
  `create table fill_level_hour_recent (${FILL_LEVEL_HOUR})`,
  'create table settled_week (roll_up varchar, week integer, row_count bigint, settled_ms bigint)',
  'create table journal_cursor (journal_id varchar, journal_position bigint)',
  'create table history_version (version integer)',
  'insert into history_version values (1)',
];
/** The columns that version 2 added. A change here, or below, needs a new version and a step in `schema.ts` to it. */
const HUB_HEALTH_2 = `
  time_ms received accepted duplicates rejected refused_connections missing stations_registered stations_online
  connections held_messages journal_bytes journal_max_bytes journal_free_ratio history_behind_bytes history_behind_ms
  history_failing history_frames_aside rss_bytes heap_used_bytes uptime_s interval_ms ack_p50_ms ack_p99_ms
  event_loop_p99_ms rejected_unknown_topic rejected_wrong_station rejected_bad_json rejected_bad_shape
  rejected_unknown_bin rejected_no_depth rejected_too_late rejected_seq_reused rejected_seq_gaps
  rejected_too_many_boots rejected_too_large`;

/** As version 2 left it. */
const VERSION_2 = [
  ...VERSION_1.slice(0, -1),
  `create table hub_health (${HUB_HEALTH_2.trim()
    .split(/\s+/)
    .map((name) => `${name} ${/ratio|_p\d+_ms/.test(name) ? 'double' : 'bigint'}`)
    .join()})`,
  'insert into history_version values (2)',
];
/** The columns of what the hub concluded, as version 3 made them; those at the end came with version 4. */
const DERIVED = [
  'alert_event.series INTEGER',
  'alert_event.time_ms BIGINT',
  'alert_event.id VARCHAR',
  'alert_event.alert_id VARCHAR',
  'alert_event.rule VARCHAR',
  'alert_event.severity VARCHAR',
  'alert_event.kind VARCHAR',
  'alert_event.is_open BOOLEAN',
  'alert_event.fired_ms BIGINT',
  'alert_event.by_person VARCHAR',
  'alert_event.reason VARCHAR',
  'alert_event.note VARCHAR',
  'alert_event.level DOUBLE',
  'alert_event.to_person VARCHAR',
  'alert_event.until_ms BIGINT',
  'alert_event.external_case VARCHAR',
  'alert_event.details VARCHAR',
  'emptying.series INTEGER',
  'emptying.time_ms BIGINT',
  'emptying.id VARCHAR',
  'emptying.source VARCHAR',
  'emptying.level_before DOUBLE',
  'emptying.level_after DOUBLE',
  'emptying.detected_ms BIGINT',
  'emptying.operator VARCHAR',
];

/** As version 3 left it. */
const VERSION_3 = [
  ...VERSION_2.slice(0, -1),
  `create table emptying (${columnsOf('emptying')})`,
  `create table alert_event (${columnsOf('alert_event').split(', to_person')[0]})`,
  'insert into history_version values (3)',
];

function columnsOf(table: string): string {
  const own = DERIVED.filter((column) => column.startsWith(`${table}.`));
  return own.map((column) => column.slice(table.length + 1)).join(', ');
}

const ALL = { station: 'TS-001', from: 0, to: JUNE + HOUR, limit: 10 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duckdb-schema-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** In the closed file; the rows of the last statement. */
async function inFile(...statements: string[]): Promise<JS[][]> {
  const instance = await DuckDBInstance.create(join(folder, 'history.duckdb'));
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(statements.join('; '));
  connection.closeSync();
  instance.closeSync();
  return reader.getRowsJS();
}

async function openStore(): Promise<DuckDbHistory> {
  const store = new DuckDbHistory({ folder, onTrouble: (trouble) => expect.fail(trouble) });
  await store.open();
  return store;
}

async function columnsInFile(): Promise<string[]> {
  const rows = await inFile(
    "select concat(table_name, '.', column_name, ' ', data_type) from duckdb_columns() order by table_name, column_index",
  );
  return rows.map(([column]) => String(column));
}

it('brings a store of the first version up to date and keeps what it holds', async () => {
  await inFile(
    ...VERSION_1,
    "insert into series values (1, 'TS-001', 'food-1', 'food', 'grid-a')",
    `insert into drop_off values (1, ${JUNE}, ${JUNE}, 0, 'boot-1', 1, 2.5, null, null, null, null, null)`,
    `insert into drop_off_hour values (${JUNE / HOUR}, 1, 1, 2.5, 1, 0, 0)`,
    "insert into journal_cursor values ('j', 4096)",
  );
  const store = await openStore();
  expect(await store.cursor()).toEqual({ journalId: 'j', position: 4096 });
  const health = hubHealth({ at: JUNE + 15_000, fields: { received: 7, ack_p99_ms: 3.25 } });
  await store.write([dropOff({ seq: 2 }), health], { journalId: 'j', position: 5000 });
  const { items } = await store.dropOffs(ALL);
  expect(items.map(({ seq }) => seq)).toEqual([1, 2]);
  const query = { scope: { station: 'TS-001' }, edges: [JUNE, JUNE + HOUR] };
  expect(await store.dropOffStatistics(query)).toMatchObject([{ dropOffs: 2, weightKg: 4 }]);
  await store.close();

  await (await openStore()).close();
  expect(await inFile('select version from history_version')).toEqual([[4]]);
  const health2 = 'select time_ms, received, ack_p99_ms, missing from hub_health';
  expect(await inFile(health2)).toEqual([[BigInt(health.at), 7n, 3.25, null]]);
});

it('brings a store of the second version up to date and keeps what it holds', async () => {
  await inFile(...VERSION_2, `insert into hub_health (time_ms, received) values (${JUNE}, 5)`);
  const store = await openStore();
  await store.write([emptying(), alertEvent()], { journalId: 'j', position: 1 });
  expect((await store.emptyings(ALL)).items).toHaveLength(1);
  expect((await store.alertEvents(ALL)).items).toHaveLength(1);
  await store.close();
  expect(await inFile('select time_ms, received from hub_health')).toEqual([[BigInt(JUNE), 5n]]);
  expect(await inFile('select version from history_version')).toEqual([[4]]);
});

it('brings a store of the third version up to date and keeps what it holds', async () => {
  await inFile(
    ...VERSION_3,
    "insert into series values (1, 'TS-001', 'food-1', 'food', 'grid-a')",
    `insert into alert_event values (1, ${JUNE}, 'a-1/0', 'a-1', 'bin-full', 'warning', 'fired', true, null, null, null, null, 0.9)`,
  );
  const store = await openStore();
  const assigned = alertEvent({ id: 'a-1/1', kind: 'assigned', at: JUNE + 1, to: 'wang' });
  await store.write([assigned], { journalId: 'j', position: 1 });
  const { items } = await store.alertEvents(ALL);
  const { type: _type, ...fired } = alertEvent({ level: 0.9 });
  expect(items).toEqual([fired, expect.objectContaining({ id: 'a-1/1', to: 'wang' })]);
  await store.close();
});

it.each([
  ['first', VERSION_1],
  ['second', VERSION_2],
  ['third', VERSION_3],
])('leads a store of the %s version to the very tables of a new one', async (_name, statements) => {
  await inFile(...statements);
  await (await openStore()).close();
  const migrated = await columnsInFile();
  await rm(join(folder, 'history.duckdb'));
  await (await openStore()).close();
  expect(await columnsInFile()).toEqual(migrated);
  const names = migrated.filter((column) => column.startsWith('hub_health.'));
  expect(names.map((column) => column.split(/[. ]/)[1])).toEqual(HUB_HEALTH_2.trim().split(/\s+/));
  expect(migrated.filter((column) => /^(alert_event|emptying)\./.test(column))).toEqual(DERIVED);
});
