// Which hours of which stations were written to since their roll-up was made. Statistics take these from the raw points;
// housekeeping makes their roll-ups again. It must not know how either is done.
import { HOUR_MS, type Range } from './buckets.ts';
import { StationNumbers, StationSet } from './station-set.ts';

export interface TouchedHour {
  /** Milliseconds since 1970 UTC. */
  start: number;
  stations: string[];
}

/** As it is kept on disk. */
export interface TouchedHoursState {
  stations: readonly string[];
  /** Whole hours since 1970 UTC, the bits of the stations in base64, and the place in the journal. */
  hours: readonly (readonly [hour: number, bits: string, since: number])[];
}

/** A moment of writing. */
export interface Touch {
  now: number;
  /** Where in the journal the write began. */
  since: number;
}

interface Hour {
  stations: StationSet;
  firstAt: number;
  changedAt: number;
  /** All that the roll-up lacks stands behind it in the journal. */
  since: number;
}

/** A closed hour rests that long before its roll-up is made: what comes late mostly comes together. */
const REST_MS = 2 * 60_000;
/** One that never rests is made all the same: the journal waits for it. */
const LONGEST_REST_MS = 10 * 60_000;
/** The hour under way changes all the time. */
const UNDER_WAY_EVERY_MS = 60_000;

export class TouchedHours {
  #numbers = new StationNumbers();
  readonly #hours = new Map<number, Hour>();
  #underWayAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#hours.size;
  }

  /** The journal is needed from there on to make the roll-ups right that are not; undefined when all are. */
  get since(): number | undefined {
    const positions = [...this.#hours.values()].map(({ since }) => since);
    return positions.length === 0 ? undefined : Math.min(...positions);
  }

  add(station: string, at: number, { now, since }: Touch): void {
    const key = Math.floor(at / HOUR_MS);
    let hour = this.#hours.get(key);
    if (!hour) {
      hour = { stations: new StationSet(), firstAt: now, changedAt: now, since };
      this.#hours.set(key, hour);
    }
    hour.stations.add(this.#numbers.of(station));
    hour.changedAt = now;
  }

  /** Places in the journal mean nothing any more: it is another one. */
  restartJournal(): void {
    for (const hour of this.#hours.values()) hour.since = 0;
  }

  has(station: string, at: number): boolean {
    const number = this.#numbers.find(station);
    if (number === undefined) return false;
    return this.#hours.get(Math.floor(at / HOUR_MS))?.stations.has(number) === true;
  }

  /** Oldest first; of one station, or of all. */
  within({ from, to }: Range, station?: string): TouchedHour[] {
    const inside = (hour: number) => hour * HOUR_MS >= from && hour * HOUR_MS < to;
    return this.#list((key) => inside(key) && (station === undefined || this.has(station, key * HOUR_MS)));
  }

  /** Those whose roll-ups are to be made now, newest first: people ask for today more than for last month. */
  due(now: number): TouchedHour[] {
    const underWay = Math.floor(now / HOUR_MS);
    const isTurn = now < this.#underWayAt || now - this.#underWayAt >= UNDER_WAY_EVERY_MS;
    if (isTurn) this.#underWayAt = now;
    const hasRested = ({ changedAt, firstAt }: Hour) =>
      now < changedAt || now - changedAt >= REST_MS || now - firstAt >= LONGEST_REST_MS;
    const isDue = (key: number, hour: Hour) => (key >= underWay ? isTurn : hasRested(hour));
    return this.#list(isDue).reverse();
  }

  /** Oldest first. */
  oldest(count: number): TouchedHour[] {
    return this.#list(() => true).slice(0, count);
  }

  /** Those that began before the time keep the roll-up they have. */
  forgetBefore(time: number): void {
    for (const key of this.#hours.keys()) if (key * HOUR_MS < time) this.#hours.delete(key);
    this.#forgetNames();
  }

  delete({ start, stations }: TouchedHour): void {
    const key = Math.floor(start / HOUR_MS);
    const hour = this.#hours.get(key);
    for (const station of stations) hour?.stations.delete(this.#numbers.of(station));
    if (hour?.stations.size === 0) this.#hours.delete(key);
    this.#forgetNames();
  }

  state(): TouchedHoursState {
    const bitsOf = ({ stations }: Hour) => Buffer.from(stations.bits).toString('base64');
    return {
      stations: this.#numbers.names,
      hours: [...this.#hours].map(([key, hour]) => [key, bitsOf(hour), hour.since] as const),
    };
  }

  /** Takes the place of all that is in it. */
  restore({ stations, hours }: TouchedHoursState, now: number): void {
    this.#numbers = new StationNumbers(stations);
    this.#hours.clear();
    for (const [key, bits, since] of hours) {
      const set = new StationSet(new Uint8Array(Buffer.from(bits, 'base64')));
      this.#hours.set(key, { stations: set, firstAt: now, changedAt: now, since });
    }
  }

  /** Stations come and go. */
  #forgetNames(): void {
    if (this.#hours.size === 0) this.#numbers = new StationNumbers();
  }

  #list(isMeant: (key: number, hour: Hour) => boolean): TouchedHour[] {
    const { names } = this.#numbers;
    return [...this.#hours]
      .filter(([key, hour]) => isMeant(key, hour))
      .toSorted(([a], [b]) => a - b)
      .map(([key, { stations }]) => ({
        start: key * HOUR_MS,
        stations: stations.numbers().flatMap((number) => names[number] ?? []),
      }));
  }
}
