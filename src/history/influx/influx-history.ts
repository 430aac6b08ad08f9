// The history store of every real deployment: raw points and hourly roll-ups on an InfluxDB server. What the server has
// acknowledged and which roll-ups are out of date is kept on this side, in one small file. Points are sent first and the
// cursor moves after them: a process that dies in between sends again, and the same points take the same places.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Entry, JournalCursor } from '../../model/entry.ts';
import type {
  AlertEventQuery,
  AlertEventRow,
  DropOffCell,
  DropOffRow,
  EmptyingRow,
  FillLevelCell,
  FillLevelRow,
  HistoryStore,
  Page,
  ReadingQuery,
  StatisticsQuery,
} from '../history.ts';
import { StoreUnavailable } from '../history.ts';
import { type CursorFile, readCursorFile, writeCursorFile } from './cursor-file.ts';
import { DerivedQueries } from './derived-queries.ts';
import { linesAsideIn } from './lines-aside.ts';
import { type InfluxOptions, placeOf } from './options.ts';
import { Points } from './points.ts';
import { RawCoverage } from './raw-coverage.ts';
import { ReadingQueries } from './reading-queries.ts';
import { RollUpWriter } from './roll-up-writer.ts';
import { Sender } from './sender.ts';
import { InfluxServer } from './server.ts';
import { StatisticsQueries } from './statistics-queries.ts';
import { TouchedHours } from './touched-hours.ts';

/** How long housekeeping makes roll-ups before it lets the writer go on. */
const ROLL_UP_BUDGET_MS = 2000;
/** A hub catching up with months makes the oldest roll-ups before it goes on, so that few hours are open at a time. */
const MAX_TOUCHED_HOURS = 2000;
const MADE_TOGETHER = 500;

export class InfluxHistory implements HistoryStore {
  readonly #options: InfluxOptions;
  readonly #clock: Clock;
  readonly #file: string;
  readonly #server: InfluxServer;
  readonly #points: Points;
  readonly #sender: Sender;
  readonly #touched = new TouchedHours();
  readonly #coverage: RawCoverage;
  readonly #rollUps: RollUpWriter;
  readonly #readings: ReadingQueries;
  readonly #derived: DerivedQueries;
  readonly #statistics: StatisticsQueries;
  #cursor: JournalCursor | undefined;
  #isOpen = false;

  constructor(options: InfluxOptions, clock: Clock = systemClock) {
    const { folder, accuracyConfidence, onTrouble } = options;
    this.#options = options;
    this.#clock = clock;
    this.#file = join(folder, 'cursor.json');
    this.#server = new InfluxServer(options);
    this.#points = new Points(accuracyConfidence);
    const putAside = linesAsideIn(join(folder, 'lines-aside'));
    this.#sender = new Sender(this.#server, { putAside, ...(onTrouble && { onTrouble }) });
    this.#coverage = new RawCoverage(this.#server);
    this.#rollUps = new RollUpWriter(this.#server, this.#sender, this.#touched);
    this.#readings = new ReadingQueries(this.#server);
    this.#derived = new DerivedQueries(this.#server);
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
    this.#mustBeOpen();
    const lines = this.#points.linesOf(entries);
    await this.#sender.send('raw', lines);
    await this.#touch(entries, cursor);
    while (this.#touched.size > MAX_TOUCHED_HOURS) {
      await this.#rollUps.write(this.#touched.oldest(MADE_TOGETHER), () => true);
    }
    await this.#save(cursor);
  }

  async maintain(now: number): Promise<JournalCursor | undefined> {
    this.#mustBeOpen();
    if (this.#touched.size > 0) await this.#makeRollUps(now);
    return this.#covered();
  }

  async dropOffs(query: ReadingQuery): Promise<Page<DropOffRow>> {
    this.#mustBeOpen();
    return await this.#readings.dropOffs(query);
  }

  async fillLevels(query: ReadingQuery): Promise<Page<FillLevelRow>> {
    this.#mustBeOpen();
    return await this.#readings.fillLevels(query);
  }

  async emptyings(query: ReadingQuery): Promise<Page<EmptyingRow>> {
    this.#mustBeOpen();
    return await this.#derived.emptyings(query);
  }

  async alertEvents(query: AlertEventQuery): Promise<Page<AlertEventRow>> {
    this.#mustBeOpen();
    return await this.#derived.alertEvents(query);
  }

  async dropOffStatistics(query: StatisticsQuery): Promise<DropOffCell[]> {
    this.#mustBeOpen();
    return await this.#statistics.dropOffs(query);
  }

  async fillLevelStatistics(query: StatisticsQuery): Promise<FillLevelCell[]> {
    this.#mustBeOpen();
    return await this.#statistics.fillLevels(query);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#server.close();
  }

  async #touch(entries: readonly Entry[], cursor: JournalCursor): Promise<void> {
    const isSameJournal = this.#cursor?.journalId === cursor.journalId;
    if (!isSameJournal) this.#touched.restartJournal();
    const touch = { now: this.#clock.now(), since: isSameJournal ? (this.#cursor?.position ?? 0) : 0 };
    const coveredFrom = await this.#coverage.from(touch.now);
    for (const entry of entries) {
      if (entry.type !== 'drop-off' && entry.type !== 'fill-level') continue;
      if (entry.at >= coveredFrom) this.#touched.add(entry.station, entry.at, touch);
    }
  }

  async #makeRollUps(now: number): Promise<void> {
    this.#touched.forgetBefore(await this.#coverage.from(this.#clock.now()));
    const end = performance.now() + ROLL_UP_BUDGET_MS;
    try {
      await this.#rollUps.write(this.#touched.due(now), () => performance.now() < end);
    } finally {
      if (this.#cursor) await this.#save(this.#cursor);
    }
  }

  /** Without the file the journal from there on would bring back everything: the points, and what is touched. */
  #covered(): JournalCursor | undefined {
    if (!this.#cursor) return undefined;
    const { journalId, position } = this.#cursor;
    return { journalId, position: Math.min(position, this.#touched.since ?? position) };
  }

  async #save(cursor: JournalCursor): Promise<void> {
    await writeCursorFile(this.#file, { target: this.#target, cursor, touched: this.#touched.state() });
    this.#cursor = cursor;
  }

  #take(file: CursorFile): void {
    const { onTrouble = () => undefined } = this.#options;
    if (file.kind === 'damaged') {
      onTrouble(
        `cannot use ${this.#file}: ${file.cause}. The journal is sent again from its start; what is on the server ` +
          'already stays as it is. Nothing is lost, and there is nothing to do, unless it happens again: then look at the disk.',
      );
    }
    if (file.kind !== 'whole') return;
    const { target, cursor, touched } = file.state;
    this.#touched.restore(touched, this.#clock.now());
    if (target === this.#target) this.#cursor = cursor;
    else {
      this.#touched.restartJournal();
      onTrouble(
        `the history was in ${target} and is in ${this.#target} now: the journal is sent there from its start; ` +
          'what is older stays where it was',
      );
    }
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new StoreUnavailable('cannot use the history: it is not open');
  }

  get #target(): string {
    const { url, auth } = this.#options;
    return `${placeOf(auth, 'raw').name} and ${placeOf(auth, 'rollUps').name} at ${url}`;
  }
}
