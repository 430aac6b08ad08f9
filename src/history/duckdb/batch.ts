// Sorts the entries of one write into the rows of each table and the partial sums of the roll-ups, and appends them.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AlertEvent } from '../../model/alert-event.ts';
import type { Emptying } from '../../model/emptying.ts';
import type { Entry } from '../../model/entry.ts';
import type { Health } from '../../model/health.ts';
import type { DropOff, Emptied, FillLevel, StationEvent, StationStatus } from '../../model/reading.ts';
import { ALERT_EVENT, EMPTYING } from './derived-tables.ts';
import { withoutKnown } from './known-ids.ts';
import {
  DROP_OFF,
  EMPTIED,
  FILL_LEVEL,
  HUB_HEALTH,
  type Placed,
  type PlacedLevel,
  STATION_EVENT,
  STATION_STATUS,
  STATION_VITALS,
} from './raw-tables.ts';
import { addDropOff, addLevel, DROP_OFF_HOUR, dropOffCells, LEVEL_HOUR, levelCells } from './roll-ups.ts';
import { SERIES, type SeriesDictionary } from './series.ts';
import { appendRows } from './table.ts';

/** Kept raw, counted nowhere: outside its physical range. */
const REJECTED_QUALITY = 1;

export class Batch {
  readonly #series: SeriesDictionary;
  readonly #accuracyConfidence: number;
  readonly #dropOffs: Placed<DropOff>[] = [];
  readonly #levels: PlacedLevel[] = [];
  readonly #vitals: Placed<FillLevel>[] = [];
  readonly #emptied: Placed<Emptied>[] = [];
  readonly #events: Placed<StationEvent>[] = [];
  readonly #statuses: Placed<StationStatus>[] = [];
  readonly #health: Health[] = [];
  readonly #emptyings: Placed<Emptying>[] = [];
  readonly #alertEvents: Placed<AlertEvent>[] = [];
  readonly #dropOffCells = dropOffCells();
  readonly #levelCells = levelCells();

  constructor(series: SeriesDictionary, accuracyConfidence: number) {
    this.#series = series;
    this.#accuracyConfidence = accuracyConfidence;
  }

  add(entry: Entry): void {
    switch (entry.type) {
      case 'drop-off':
        this.#addDropOff(entry);
        return;
      case 'fill-level':
        this.#addFillLevel(entry);
        return;
      case 'emptied':
        this.#emptied.push({ series: this.#series.idOf(entry, entry.binId, entry.stream), reading: entry });
        return;
      case 'event':
        this.#events.push({ series: this.#series.idOf(entry, entry.binId ?? '', ''), reading: entry });
        return;
      case 'status':
        this.#statuses.push({ series: this.#series.idOf(entry, '', ''), reading: entry });
        return;
      case 'health':
        this.#health.push(entry);
        return;
      case 'emptying':
        this.#emptyings.push({ series: this.#series.idOf(entry, entry.binId, entry.stream), reading: entry });
        return;
      case 'alert-event': {
        const { binId = '', stream = '' } = entry;
        this.#alertEvents.push({ series: this.#series.idOf(entry, binId, stream), reading: entry });
        return;
      }
      case 'rejection':
      case 'replayed':
        return; // No readings: quarantine is state, not history.
    }
  }

  /** Within the transaction of the connection. */
  async append(connection: DuckDBConnection): Promise<void> {
    await appendRows(connection, SERIES, this.#series.fresh);
    await appendRows(connection, DROP_OFF, this.#dropOffs);
    await appendRows(connection, FILL_LEVEL, this.#levels);
    await appendRows(connection, STATION_VITALS, this.#vitals);
    await appendRows(connection, EMPTIED, this.#emptied);
    await appendRows(connection, STATION_EVENT, this.#events);
    await appendRows(connection, STATION_STATUS, this.#statuses);
    await appendRows(connection, HUB_HEALTH, this.#health);
    await appendRows(connection, EMPTYING, await withoutKnown(connection, EMPTYING, this.#emptyings));
    await appendRows(connection, ALERT_EVENT, await withoutKnown(connection, ALERT_EVENT, this.#alertEvents));
    await appendRows(connection, DROP_OFF_HOUR.recent, this.#dropOffCells.rows);
    await appendRows(connection, LEVEL_HOUR.recent, this.#levelCells.rows);
  }

  #addDropOff(reading: DropOff): void {
    const series = this.#series.idOf(reading, reading.binId, reading.stream);
    this.#dropOffs.push({ series, reading });
    addDropOff(this.#dropOffCells.at(series, reading.at), reading, this.#accuracyConfidence);
  }

  #addFillLevel(reading: FillLevel): void {
    for (const level of reading.bins) {
      const series = this.#series.idOf(reading, level.binId, level.stream);
      this.#levels.push({ series, reading, level });
      if (level.quality !== REJECTED_QUALITY)
        addLevel(this.#levelCells.at(series, reading.at), level, reading.at);
    }
    if (reading.batteryV === undefined && reading.signalDbm === undefined) return;
    this.#vitals.push({ series: this.#series.idOf(reading, '', ''), reading });
  }
}
