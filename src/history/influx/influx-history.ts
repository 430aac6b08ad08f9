// The history store of every real deployment: raw points and hourly roll-ups on an InfluxDB server. What the server has
// acknowledged and which roll-ups are out of date is kept on this side, in one small file. Points are sent first and the
// cursor moves after them: a process that dies in between sends again, and the same points take the same places.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Entry, JournalCursor } from '../../model/entry.ts';
import type {
  DropOffCell,
  DropOffRow,
  FillLevelCell,
  FillLevelRow,
  HistoryStore,
  Page,
  ReadingQuery,
  StatisticsQuery,
} from '../history.ts';
import { StoreUnavailable } from '../history.ts';
import { HOUR_MS } from './buckets.ts';
import { type CursorFile, readCursorFile, writeCursorFile } from './cursor-file.ts';
import { request, tagValues } from './influxql.ts';
import { type InfluxOptions, placeOf } from './options.ts';
import { Points } from './points.ts';
import { ReadingQueries } from './reading-queries.ts';
import { RollUpWriter } from './roll-up-writer.ts';
import { InfluxServer } from './server.ts';
import { StatisticsQueries } from './statistics-queries.ts';
import { TouchedHours } from './touched-hours.ts';

/** How long housekeeping makes roll-ups before it lets the writer go on. */
const ROLL_UP_BUDGET_MS = 2000;
/** A hub catching up with months makes the oldest roll-ups before it goes on, so that few hours are open at a time. */
const MAX_TOUCHED_HOURS = 2000;
const MADE_TOGETHER = 500;
/** Nothing later than that passes the door (35 days), so nothing older can have been open. */
const OPEN_DAYS = 36;

/** Those that roll-ups are made of. */
const MEASURED = ['drop_off', 'fill_level'];

export class InfluxHistory implements HistoryStore {
  readonly #options: InfluxOptions;
  readonly #clock: Clock;
  readonly #file: string;
  readonly #server: InfluxServer;
  readonly #points: Points;
  readonly #touched = new TouchedHours();
  readonly #rollUps: RollUpWriter;
  readonly #readings: ReadingQueries;
  readonly #statistics: StatisticsQueries;
  #cursor: JournalCursor | undefined;
  #isOpen = false;
  /** Which hours are open is not known from the file: all of them, until their roll-ups are made again. */
  #isForgetful = false;
  #learned: Promise<void> | undefined;

  constructor(options: InfluxOptions, clock: Clock = systemClock) {
    this.#options = options;
    this.#clock = clock;
    this.#file = join(options.folder, 'cursor.json');
    this.#server = new InfluxServer(options);
    this.#points = new Points(options.accuracyConfidence);
    this.#rollUps = new RollUpWriter(this.#server, this.#touched);
    this.#readings = new ReadingQueries(this.#server);
    this.#statistics = new StatisticsQueries(this.#server, this.#touched);
  }

  /** Needs the folder only: the hub starts also while the server is away. */
  async open(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    this.#take(await readCursorFile(this.#file));
    this.#isOpen = true;
  }

  async cursor(): Promise<JournalCursor | undefined> {
    return this.#cursor;
  }

  async write(entries: readonly Entry[], cursor: JournalCursor): Promise<void> {
    await this.#ready();
    await this.#send(this.#points.linesOf(entries));
    this.#touch(entries);
    while (this.#touched.size > MAX_TOUCHED_HOURS) {
      await this.#rollUps.write(this.#touched.oldest(MADE_TOGETHER), () => true);
    }
    await this.#save(cursor);
  }

  async maintain(now: number): Promise<JournalCursor | undefined> {
    await this.#ready();
    if (this.#touched.size > 0) await this.#makeRollUps(now);
    return this.#cursor;
  }

  async dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    return await this.#readings.dropOffs(query);
  }

  async fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    return await this.#readings.fillLevels(query);
  }

  async dropOffStatistics(query: StatisticsQuery): Promise<DropOffCell[]> {
    await this.#ready();
    return await this.#statistics.dropOffs(query);
  }

  async fillLevelStatistics(query: StatisticsQuery): Promise<FillLevelCell[]> {
    await this.#ready();
    return await this.#statistics.fillLevels(query);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#server.close();
  }

  #touch(entries: readonly Entry[]): void {
    const now = this.#clock.now();
    for (const entry of entries) {
      if (entry.type === 'drop-off' || entry.type === 'fill-level') {
        this.#touched.add(entry.station, entry.at, now);
      }
    }
  }

  async #send(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.#server.write('raw', lines);
  }

  async #makeRollUps(now: number): Promise<void> {
    const end = performance.now() + ROLL_UP_BUDGET_MS;
    try {
      await this.#rollUps.write(this.#touched.due(now), () => performance.now() < end);
    } finally {
      if (this.#cursor) await this.#save(this.#cursor);
    }
  }

  async #save(cursor: JournalCursor): Promise<void> {
    await writeCursorFile(this.#file, { target: this.#target, cursor, touched: this.#touched.state() });
    this.#cursor = cursor;
  }

  #take(file: CursorFile): void {
    const { onTrouble = () => undefined } = this.#options;
    this.#isForgetful = file.kind !== 'whole';
    if (file.kind === 'damaged') {
      onTrouble(
        `${this.#file} cannot be used: ${file.cause}. The journal is sent again from its start, which changes nothing ` +
          `that is there, and the hourly sums of the last ${OPEN_DAYS} days are made again.`,
      );
    }
    if (file.kind !== 'whole') return;
    const { target, cursor, touched } = file.state;
    this.#touched.restore(touched, this.#clock.now());
    if (target === this.#target) this.#cursor = cursor;
    else {
      onTrouble(
        `the history was in ${target} and is in ${this.#target} now: the journal is sent there from its start; what ` +
          'is older stays where it was: copy it by hand if it is to be shown.',
      );
    }
  }

  /** What can only be learned from the server, once. Throws `StoreUnavailable`. */
  #ready(): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new StoreUnavailable('cannot use the history: it is not open'));
    this.#learned ??= this.#learn().catch((cause: unknown) => {
      this.#learned = undefined;
      throw cause;
    });
    return this.#learned;
  }

  async #learn(): Promise<void> {
    if (!this.#isForgetful) return;
    const stations = await stationsOn(this.#server);
    const now = this.#clock.now();
    for (let hour = 0; hour < OPEN_DAYS * 24; hour += 1) {
      for (const station of stations) this.#touched.add(station, now - hour * HOUR_MS, now);
    }
  }

  get #target(): string {
    const { url, auth } = this.#options;
    return `${placeOf(auth, 'raw').name} and ${placeOf(auth, 'rollUps').name} at ${url}`;
  }
}

async function stationsOn(server: InfluxServer): Promise<Set<string>> {
  const asked = request(MEASURED.map((measurement) => tagValues(measurement, 'station')));
  const series = await server.query('raw', asked);
  return new Set(series.flatMap(({ values }) => values.map(([, station]) => String(station))));
}
