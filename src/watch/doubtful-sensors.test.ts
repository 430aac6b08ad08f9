// What staff are told where sensors err as real ones do: of each bin that is full, and that is emptied, soon; of nothing
// else. Ten days of a small town in memory, against what the bins really held.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../test/support/effort.ts';
import type { BinLevel, FillLevel } from '../model/reading.ts';
import { STREAMS } from '../model/stream.ts';
import { binFull } from './rules/bin-full.ts';
import { MINUTE, SETTINGS, START, townOf } from './watch.test-support.ts';
import { Watcher } from './watcher.ts';

const STATIONS = ['s-1', 's-2', 's-3', 's-4', 's-5'];
const DAYS = 10;
const PERIOD = 10 * MINUTE;
const READINGS_A_DAY = 144;
const NOISE = 0.01;
const FULL = binFull.defaults.raise;
/** Two readings that agree, and the hold; or an emptying's readings, and a spike in between. */
const SOON = 60 * MINUTE;
/** At the end some of twenty bins have just become full, or were just emptied. */
const TOO_NEW = 4;
const NOTHING_STORED = { list: () => [] };

interface TrueBin {
  level: number;
  risePerReading: number;
  emptiedAtLevel: number;
  fullSince?: number;
  emptiedAt?: number;
}

/** How often something was so, and was told within an hour. */
interface Told {
  full: number;
  fullTold: number;
  emptied: number;
  emptiedTold: number;
  /** Told although the bin was not full by far. */
  untrue: number;
}

class TownWithSensors {
  readonly told: Told = { full: 0, fullTold: 0, emptied: 0, emptiedTold: 0, untrue: 0 };
  readonly #watcher = new Watcher(SETTINGS, START);
  readonly #bins = new Map<string, TrueBin>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    this.#watcher.setTown(townOf(...STATIONS));
    for (const station of STATIONS) for (const stream of STREAMS) this.#addBin(`${station} ${stream}-1`);
  }

  pass(spikes: number): void {
    for (let reading = 0; reading < DAYS * READINGS_A_DAY; reading += 1) {
      const at = START + reading * PERIOD;
      for (const station of STATIONS) this.#watcher.apply(this.#levels(station, reading, { at, spikes }));
      this.#hear(at);
      this.#watcher.look(at + PERIOD / 2, true);
      this.#hear(at + PERIOD / 2);
    }
  }

  #addBin(key: string): void {
    const random = this.#random;
    const risePerReading = (0.3 + 0.8 * random()) / READINGS_A_DAY;
    this.#bins.set(key, {
      risePerReading,
      level: 0.7 * random(),
      emptiedAtLevel: 0.87 + 0.1 * random(),
    });
  }

  #levels(station: string, seq: number, { at, spikes }: { at: number; spikes: number }): FillLevel {
    const frame = {
      station,
      grid: 'east',
      bootId: 'boot',
      seq,
      at,
      timeSource: 'station' as const,
      receivedAt: at,
    };
    return {
      type: 'fill-level',
      ...frame,
      bins: STREAMS.map((stream, index) => {
        const binId = `${stream}-1`;
        const level = this.#seen(this.#fill(`${station} ${binId}`, at), spikes);
        return { index, binId, stream, fillLevel: level, quality: 0 } satisfies BinLevel;
      }),
    };
  }

  #fill(key: string, at: number): number {
    const bin = this.#bin(key);
    bin.level += bin.risePerReading;
    if (bin.level >= FULL && bin.fullSince === undefined) {
      bin.fullSince = at;
      this.told.full += 1;
    }
    if (bin.level < bin.emptiedAtLevel) return bin.level;
    bin.level = 0.02;
    delete bin.fullSince;
    bin.emptiedAt = at;
    this.told.emptied += 1;
    return bin.level;
  }

  #seen(level: number, spikes: number): number {
    const random = this.#random;
    const seen = random() < spikes ? random() : level + NOISE * (random() + random() - 1);
    return Math.min(1, Math.max(0, seen));
  }

  #hear(now: number): void {
    this.#watcher.takeChanges(NOTHING_STORED);
    this.#watcher.takeStationChanges();
    for (const entry of this.#watcher.derived.takeNext()) {
      if (entry.type === 'emptying') this.#hearEmptied(this.#bin(`${entry.station} ${entry.binId}`), now);
      this.#watcher.apply(entry);
    }
    for (const news of this.#watcher.takeEvents()) {
      if (news.type !== 'alert' || news.alert.rule !== 'bin-full' || news.event.kind !== 'fired') continue;
      this.#hearFull(this.#bin(`${news.alert.station} ${news.alert.binIds[0]}`), now);
    }
  }

  #hearFull({ level, fullSince = Number.NEGATIVE_INFINITY }: TrueBin, now: number): void {
    if (level < FULL - 0.1) this.told.untrue += 1;
    else if (now - fullSince <= SOON) this.told.fullTold += 1;
  }

  #hearEmptied({ level, emptiedAt = Number.NEGATIVE_INFINITY }: TrueBin, now: number): void {
    if (level > 0.35) this.told.untrue += 1;
    else if (now - emptiedAt <= SOON) this.told.emptiedTold += 1;
  }

  #bin(key: string): TrueBin {
    const bin = this.#bins.get(key);
    if (!bin) throw new Error(`there is no bin ${key}`);
    return bin;
  }
}

describe('of a town where of all readings', () => {
  test.each([
    { share: 'none', spikes: 0, atLeast: 1 },
    { share: '1 %', spikes: 0.01, atLeast: 0.9 },
  ])('$share are spikes, staff are told in time of what is full and emptied', ({ spikes, atLeast }) => {
    const town = new TownWithSensors(seededRandom(`spikes ${spikes}`));
    town.pass(spikes);
    const { full, fullTold, emptied, emptiedTold, untrue } = town.told;
    expect(full).toBeGreaterThan(100);
    expect(fullTold).toBeGreaterThanOrEqual(atLeast * full - TOO_NEW);
    expect(emptiedTold).toBeGreaterThanOrEqual(atLeast * emptied - TOO_NEW);
    expect(untrue).toBeLessThanOrEqual((1 - atLeast) * full);
  });
});
