// The dictionary of series: one small number for each (station, bin, stream, grid) ever seen. A bin that changes its
// stream or a station that moves starts new series, so its past stays as it was.
import { type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { column, type Table } from './table.ts';

export interface Series {
  id: number;
  station: string;
  /** Empty for what concerns the whole station, as is `stream`. */
  bin: string;
  stream: string;
  grid: string;
}

export const SERIES: Table<Series> = {
  name: 'series',
  columns: [
    column('id', INTEGER, (series) => series.id),
    column('station', VARCHAR, (series) => series.station),
    column('bin', VARCHAR, (series) => series.bin),
    column('stream', VARCHAR, (series) => series.stream),
    column('grid', VARCHAR, (series) => series.grid),
  ],
};

export class SeriesDictionary {
  readonly #byStation = new Map<string, Series[]>();
  #count = 0;
  #fresh: Series[] = [];

  /** Reads the dictionary of an open store. */
  static async load(connection: DuckDBConnection): Promise<SeriesDictionary> {
    const dictionary = new SeriesDictionary();
    const reader = await connection.runAndReadAll(
      'select id, station, bin, stream, grid from series order by id',
    );
    for (const row of reader.getRowObjectsJS()) dictionary.#remember(row as unknown as Series);
    return dictionary;
  }

  /** The number of a series; a new one is `fresh` until `keep` or `forget`. */
  idOf({ station, grid }: { station: string; grid: string }, bin: string, stream: string): number {
    // A station has few series: looking through them is cheaper than making a key of four words.
    for (const series of this.ofStation(station)) {
      if (series.bin === bin && series.stream === stream && series.grid === grid) return series.id;
    }
    const series = { id: this.#count + 1, station, bin, stream, grid };
    this.#fresh.push(series);
    this.#remember(series);
    return series.id;
  }

  /** All series of a station, also those of its past. */
  ofStation(station: string): readonly Series[] {
    return this.#byStation.get(station) ?? [];
  }

  get all(): readonly Series[] {
    return [...this.#byStation.values()].flat();
  }

  /** Those that stand in no committed transaction yet. */
  get fresh(): readonly Series[] {
    return this.#fresh;
  }

  /** After the commit. */
  keep(): void {
    this.#fresh = [];
  }

  /** After a rollback: the numbers are given again. */
  forget(): void {
    const fresh = new Set(this.#fresh);
    for (const { station } of fresh) {
      const rest = this.ofStation(station).filter((series) => !fresh.has(series));
      this.#byStation.set(station, rest);
    }
    this.#count -= fresh.size;
    this.#fresh = [];
  }

  #remember(series: Series): void {
    this.#count += 1;
    const ofStation = this.#byStation.get(series.station);
    if (ofStation) ofStation.push(series);
    else this.#byStation.set(series.station, [series]);
  }
}
