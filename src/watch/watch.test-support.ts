// A watch with its thread over a real journal, in a folder of its own, for tests: the clock is moved by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournalReader } from '../journal/reader.ts';
import { openJournal, type SegmentJournal } from '../journal/segment-journal.ts';
import { silentLog } from '../log.ts';
import type { DerivedEntry, Entry } from '../model/entry.ts';
import type { FillLevel, StationEvent, StationStatus } from '../model/reading.ts';
import { STREAMS } from '../model/stream.ts';
import { ADVISORY_DEFAULTS } from './advisories/advisory.ts';
import { DEFAULT_BIN_SETTINGS } from './bin-state/settings.ts';
import type { SettingsByRule } from './rules/alert-settings.ts';
import { RULES } from './rules/index.ts';
import type { StationFacts, TownChange } from './station-facts.ts';
import type { WatchEvent } from './watch.ts';
import { type RunningWatch, startWatch } from './watch-client.ts';
import type { WatchSettings } from './watch-settings.ts';

export const MINUTE = 60_000;
/** 2026-11-24 10:00 in Chongqing, within service hours. */
export const START = Date.parse('2026-11-24T10:00+08:00');

const LIMITS = { acknowledgeMinutes: 30, supervisorMinutes: 60, resolveMinutes: 120 };

export const SETTINGS: WatchSettings = {
  alerts: {
    rules: Object.fromEntries(RULES.map(({ id, defaults }) => [id, defaults])) as unknown as SettingsByRule,
    serviceHours: [{ from: '06:00', to: '22:00' }],
    bins: DEFAULT_BIN_SETTINGS,
    advisories: ADVISORY_DEFAULTS,
    overrides: [],
  },
  people: {
    duty: {
      zone: 'Asia/Shanghai',
      zones: {},
      people: [
        { id: 'wang', name: '王', roles: ['driver'], contacts: [] },
        { id: 'li', name: '李', roles: ['supervisor'], contacts: [] },
      ],
      shifts: [],
      posts: [
        { area: 'town', role: 'driver', a: 'wang' },
        { area: 'town', role: 'supervisor', a: 'li' },
      ],
      absences: [],
      limits: { notice: LIMITS, warning: LIMITS, critical: LIMITS },
      routes: { full: ['driver'], device: ['technician'], reported: ['driver'] },
    },
    subscriptions: [
      {
        name: 'book',
        kinds: ['raised', 'escalated', 'resolved', 'advisory'],
        grids: [],
        leastSeverity: 'notice',
        onlyAddressed: false,
      },
    ],
  },
};

export function station(id: string, differs: Partial<StationFacts> = {}): StationFacts {
  const bins = STREAMS.map((stream) => ({ id: `${stream}-1`, stream, litres: 240 }));
  return {
    id,
    name: `站 ${id}`,
    grid: 'east',
    bins,
    reportingMinutes: 10,
    zone: 'Asia/Shanghai',
    ...differs,
  };
}

export function townOf(...ids: string[]): TownChange {
  const areas = [
    { id: 'town', name: '镇' },
    { id: 'east', name: '东网格', parent: 'town' },
  ];
  return { changed: ids.map((id) => station(id)), removed: [], areas };
}

export interface WatchUnderTest {
  watch: RunningWatch;
  journal: SegmentJournal;
  folder: string;
  now: number;
  troubles: string[];
  events: WatchEvent[];
  /** Entries that the watch wants to be in the journal are refused. */
  refusesDerived: boolean;
  start(): Promise<void>;
  /** Of watch alone; the journal stays open. */
  stop(): Promise<void>;
  append(...entries: Entry[]): Promise<void>;
  /** Until everything in the journal is judged. */
  judged(): Promise<void>;
  /** Moves the clock in steps that stations and rules take for its ordinary course. */
  pass(minutes: number): Promise<void>;
  /** Level of the bin `food-1` of a station, as if it had just come. */
  level(fillLevel: number, differs?: Partial<FillLevel>): Promise<void>;
  derived(): Promise<DerivedEntry[]>;
  remove(): Promise<void>;
}

const STEP_MINUTES = 1;

/** `before`: of an earlier one, to go on with. */
export async function openWatchUnderTest(before?: { folder: string; now: number }): Promise<WatchUnderTest> {
  const folder = before?.folder ?? (await mkdtemp(join(tmpdir(), 'watch-')));
  const journalFolder = join(folder, 'journal');
  const journal = await openJournal({ folder: journalFolder, log: silentLog });
  let running: RunningWatch | undefined;
  let seq = 0;

  const test: WatchUnderTest = {
    get watch() {
      if (!running) throw new Error('cannot ask: the watch was not started');
      return running;
    },
    journal,
    folder,
    now: before?.now ?? START,
    troubles: [],
    events: [],
    refusesDerived: false,

    async start() {
      const { id, base, committed } = journal;
      running = await startWatch({
        folder: join(folder, 'watch'),
        journal: { folder: journalFolder, id, base, committed },
        town: townOf('s-1'),
        settings: SETTINGS,
        clock: { now: () => test.now },
        journalDerived: async (entries) => {
          if (test.refusesDerived) return false;
          await test.append(...entries);
          return true;
        },
        onTrouble: (trouble) => test.troubles.push(trouble),
        onFailure: (error) => test.troubles.push(error.message),
      });
      running.onEvent((event) => test.events.push(event));
    },

    async stop() {
      await running?.stop();
      running = undefined;
    },

    append: (...entries) =>
      new Promise((resolve, reject) => {
        journal.append(entries, (error) => {
          if (error) return reject(error);
          running?.committed(journal.committed);
          resolve();
        });
      }),

    async judged() {
      while (test.watch.state().behindBytes > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },

    async pass(minutes) {
      await test.judged();
      for (let passed = 0; passed < minutes; passed += STEP_MINUTES) {
        test.now += STEP_MINUTES * MINUTE;
        test.watch.tick(true);
      }
      await test.watch.silences(); // Answered behind the ticks.
      await test.judged();
    },

    level(fillLevel, differs) {
      seq += 1;
      return test.append(fillLevelAt(test.now, seq, { fillLevel, ...differs }));
    },

    async derived() {
      const reader = await openJournalReader({
        folder: journalFolder,
        from: { journalId: journal.id, position: 0 },
      });
      const found: DerivedEntry[] = [];
      while (reader.position < journal.committed) {
        const { entries } = await reader.read(journal.committed);
        found.push(...entries.filter((entry) => entry.type === 'emptying' || entry.type === 'alert-event'));
      }
      await reader.close();
      return found;
    },

    async remove() {
      await test.stop();
      await journal.close();
      await rm(folder, { recursive: true });
    },
  };
  await test.start();
  return test;
}

function stampAt(at: number, seq: number) {
  return {
    station: 's-1',
    grid: 'east',
    bootId: 'b-1',
    seq,
    at,
    timeSource: 'station',
    receivedAt: at,
  } as const;
}

export function fillLevelAt(
  at: number,
  seq: number,
  { fillLevel, ...differs }: Partial<FillLevel> & { fillLevel: number },
): FillLevel {
  const bins: FillLevel['bins'] = [{ index: 0, binId: 'food-1', stream: 'food', fillLevel, quality: 0 }];
  return { type: 'fill-level', ...stampAt(at, seq), bins, ...differs };
}

export function smoke(at: number, differs: Partial<StationEvent> = {}): StationEvent {
  return { type: 'event', ...stampAt(at, 900_000), kind: 'smoke', phase: 'raised', ...differs };
}

export function status(at: number, state: StationStatus['state'], connectionId = 'c-1'): StationStatus {
  return { type: 'status', station: 's-1', grid: 'east', at, state, connectionId };
}
