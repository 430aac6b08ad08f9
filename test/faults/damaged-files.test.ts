// F06: damaged or lost files. The hub starts, says what it put aside or rebuilt, and what survives is right. Damage of
// one of journal, history and state costs nothing that the others can give back.
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compareBooks, NO_DISCREPANCIES } from '../support/books.ts';
import { cut, damage, filesOf, overwrite } from '../support/damage.ts';
import { effort, seededRandom, timeFor } from '../support/effort.ts';
import {
  createHubFolder,
  type HubFolder,
  type HubProcess,
  killAll,
  startHubProcess,
} from '../support/hub-process.ts';
import { LoadClient } from '../support/load-client.ts';
import { townOf } from '../support/town.ts';

const ROUNDS = effort({ quick: 3, full: 200 });
/** What is remembered is saved every five seconds. */
const SAVED_MS = 5_300;

let folder: HubFolder;
let hub: HubProcess;
let station: LoadClient;

async function begin(): Promise<void> {
  folder = await createHubFolder({ declared: townOf('k-1') });
  hub = await startHubProcess(folder);
  station = new LoadClient({ station: 'k-1', random: Math.random, port: () => hub.mqttPort });
  await store(200);
}

async function end(): Promise<void> {
  station.close();
  await killAll();
  await folder.remove();
}

/** Resolves when so many more messages are acknowledged, and in the history. */
async function store(messages: number): Promise<void> {
  const enough = station.acked.size + messages;
  station.resume();
  while (station.acked.size < enough) await sleep(10);
  await station.settled();
  await hub.historyCaughtUp();
}

const inJournal = () => filesOf(join(folder.data, 'journal'), '.segment').at(-1) ?? '';
const inHistory = (name: string) => join(folder.data, 'history', name);
const inState = () => join(folder.data, 'state/data.mdb');

function whatItSaid(): string {
  return hub
    .log()
    .filter(({ level }) => level !== 'info')
    .map((line) => JSON.stringify(line))
    .join('\n');
}

// One hub takes all of this, one after the other.
describe('after kill -9', () => {
  beforeAll(begin);
  afterAll(end);

  it.each([
    ['no damage', () => {}, /^$/],
    [
      'the log of the history is damaged',
      () => overwrite(inHistory('history.duckdb.wal'), { from: 0.3, bytes: 500 }),
      /put aside the write-ahead log/,
    ],
    [
      'the head of the history is overwritten',
      () => overwrite(inHistory('history.duckdb'), { from: 0, bytes: 20_000 }),
      /put aside the whole history/,
    ],
    ['the history is cut', () => cut(inHistory('history.duckdb'), 0.5), /put aside the whole history/],
    ['the history is lost', () => rmSync(join(folder.data, 'history'), { recursive: true }), /^$/],
    [
      'the state is overwritten',
      () => overwrite(inState(), { from: 0, bytes: 50_000 }),
      /the state store was damaged: put aside/,
    ],
    ['the state is cut', () => cut(inState(), 0.4), /the state store was damaged: put aside/],
    [
      'the state is lost',
      () => rmSync(join(folder.data, 'state'), { recursive: true }),
      /restored from registry.json/,
    ],
  ])('%s: everything is there, or there again', async (_name, harm, said) => {
    await hub.end('SIGKILL');
    harm();
    hub = await startHubProcess(folder);
    await store(20);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
    expect(whatItSaid()).toMatch(said);
  });
});

describe('after more than that', () => {
  beforeEach(begin);
  afterEach(end);

  it('an older copy of the state is brought up to the end of the journal', async () => {
    await sleep(SAVED_MS);
    const copy = join(folder.path, 'older');
    mkdirSync(copy);
    await hub.end('SIGTERM');
    copyFileSync(inState(), join(copy, 'data.mdb'));
    hub = await startHubProcess(folder);
    await store(200);
    await hub.end('SIGTERM');
    rmSync(join(folder.data, 'state'), { recursive: true });
    cpSync(copy, join(folder.data, 'state'), { recursive: true });
    hub = await startHubProcess(folder);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
  });

  it('a journal with a lost end costs nothing that the history has, and says so', async () => {
    await sleep(SAVED_MS);
    await hub.end('SIGTERM');
    cut(inJournal(), 0.5);
    hub = await startHubProcess(folder);
    await store(20);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
    expect(whatItSaid()).toContain('the journal has lost its end');
  });

  it('damage in the middle of a journal that nobody has read yet costs that frame only, and says so', async () => {
    await hub.end('SIGKILL');
    overwrite(inJournal(), { from: 0.5, bytes: 4 });
    rmSync(join(folder.data, 'history'), { recursive: true });
    rmSync(join(folder.data, 'state'), { recursive: true });
    hub = await startHubProcess(folder);
    await store(20);
    const { lost, ...rest } = await compareBooks(hub, [station]);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(100);
    expect(rest).toEqual({ ...rest, invented: [], storedTwice: [], missing: lost.length, uncounted: 0 });
    expect(whatItSaid()).toContain('journal: damaged, these positions are lost');
  });

  it('a lost journal begins anew: the past stays, and is still known to have come', async () => {
    await sleep(SAVED_MS);
    await hub.end('SIGTERM');
    rmSync(join(folder.data, 'journal'), { recursive: true });
    hub = await startHubProcess(folder);
    await store(50);
    expect(await compareBooks(hub, [station])).toEqual(NO_DISCREPANCIES);
    expect(whatItSaid()).toContain('the journal is another one');
  });

  it(
    `${ROUNDS} times random damage to one random file`,
    async () => {
      const random = seededRandom('damaged files');
      for (let round = 0; round < ROUNDS; round++) {
        await sleep(SAVED_MS);
        await hub.end('SIGKILL');
        const files = [inJournal(), inState(), ...filesOf(join(folder.data, 'history'), '.wal')];
        const what = damage(files[Math.floor(random() * files.length)] ?? '', random);
        hub = await startHubProcess(folder);
        await store(50);
        const { lost, invented, storedTwice } = await compareBooks(hub, [station]);
        expect({ lost, invented, storedTwice }, what).toEqual({ lost: [], invented: [], storedTwice: [] });
      }
    },
    timeFor(ROUNDS, 4),
  );
});
