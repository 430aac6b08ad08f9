// What watch costs in a town where everything goes its ordinary way: a watcher in memory is fed what
// the journal would bring it in some hours, then looks around second by second. Nothing is written; what would be
// written is made.
import type { Entry } from '../../src/model/entry.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { Watcher } from '../../src/watch/watcher.ts';
import { median } from '../report/medians.ts';
import {
  levelsEntry,
  NOTIFIER,
  onlineEntry,
  REPORTING_MINUTES,
  watchedTown,
  watchSettings,
} from './watched-town.ts';

const SECOND_MS = 1_000;
const ROUND_MS = REPORTING_MINUTES * 60_000;
/** 10:00 in Chongqing: limits run. */
const START = Date.parse('2026-11-24T10:00+08:00');
const WARM_UP_ROUNDS = 20;
const ROUNDS = 10;
const TICKS = 60;
/** Messages in one batch of the journal, on a busy day. */
const AT_ONCE = 250;
/** Nobody asks for anything that lies on the disk. */
const NOTHING_STORED = { list: () => [] };

export interface JudgingFigures {
  /** CPU, garbage collection included. */
  microsPerReading: number;
  longestTickMs: number;
  medianTickMs: number;
  /** Open during the ticks. */
  alerts: number;
}

export function measureJudging(stations: number): JudgingFigures {
  const watcher = new Watcher(watchSettings(), START);
  watcher.setTown(watchedTown(stations));
  for (let station = 0; station < stations; station += 1) watcher.apply(onlineEntry(station, START));
  let micros = 0;
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const used = tellRound(watcher, stations, round);
    if (round >= WARM_UP_ROUNDS) micros += used;
  }
  const tickMs = tickOn(watcher, START + (WARM_UP_ROUNDS + ROUNDS) * ROUND_MS);
  return {
    microsPerReading: micros / (ROUNDS * stations * STREAMS.length),
    longestTickMs: Math.max(...tickMs),
    medianTickMs: median(tickMs),
    alerts: watcher.book.list({ state: 'firing' }).length,
  };
}

/** Levels of all stations. Returns the CPU that judging them took. */
function tellRound(watcher: Watcher, stations: number, round: number): number {
  const from = START + round * ROUND_MS;
  let micros = 0;
  for (let station = 0; station < stations; station += AT_ONCE) {
    const count = Math.min(AT_ONCE, stations - station);
    const at = from + Math.floor((station / stations) * ROUND_MS);
    const entries = Array.from({ length: count }, (_, i) => levelsEntry(station + i, round, at));
    micros += judge(watcher, entries);
    settle(watcher, at);
  }
  tick(watcher, from + ROUND_MS);
  watcher.takeStationChanges();
  return micros;
}

function judge(watcher: Watcher, entries: readonly Entry[]): number {
  const before = process.cpuUsage();
  for (const entry of entries) watcher.apply(entry);
  watcher.takeChanges(NOTHING_STORED);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Second by second, and how long each took. */
function tickOn(watcher: Watcher, from: number): number[] {
  const tickMs: number[] = [];
  for (let second = 1; second <= TICKS; second += 1) tickMs.push(tick(watcher, from + second * SECOND_MS));
  return tickMs;
}

function tick(watcher: Watcher, now: number): number {
  const startedAt = performance.now();
  watcher.look(now, true);
  watcher.takeChanges(NOTHING_STORED);
  const ms = performance.now() - startedAt;
  settle(watcher, now);
  return ms;
}

/** What the journal and the notifiers do with what comes out. */
function settle(watcher: Watcher, now: number): void {
  for (const entry of watcher.derived.takeNext()) watcher.apply(entry);
  const due = watcher.telling?.deliveries.due(NOTIFIER, now, Number.POSITIVE_INFINITY) ?? [];
  watcher.telling?.deliveries.settle(due.map(({ id }) => ({ id, result: 'sent', at: now })));
  watcher.takeEvents();
}
