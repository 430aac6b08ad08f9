// Makes the roll-ups of touched hours again from the raw points: the server adds up, the sums go back as points that
// overwrite the ones before. Whenever it stops, doing it again gives the same. It must not know who waits for it.
import { HOUR_MS, type Range } from './buckets.ts';
import { byTime, equalsAny, name, request, within } from './influxql.ts';
import { dropOffHourLines, fillLevelHourLines } from './roll-up-lines.ts';
import {
  DROP_OFF_HOUR,
  FILL_LEVEL_HOUR,
  type RollUp,
  rowsOf,
  type SumsRow,
  sumStatements,
} from './roll-ups.ts';
import type { Sender } from './sender.ts';
import type { InfluxServer } from './server.ts';
import type { TouchedHour, TouchedHours } from './touched-hours.ts';

/** Hours times stations of one question: a second or two of the server's time. */
const CELLS_A_QUESTION = 3000;
/** A longer list of stations costs the server more than adding up those that are then left out: measured, a quarter. */
const MAX_NAMED_STATIONS = 200;

export class RollUpWriter {
  readonly #server: Pick<InfluxServer, 'query'>;
  readonly #sender: Pick<Sender, 'send'>;
  readonly #touched: TouchedHours;

  constructor(server: Pick<InfluxServer, 'query'>, sender: Pick<Sender, 'send'>, touched: TouchedHours) {
    this.#server = server;
    this.#sender = sender;
    this.#touched = touched;
  }

  /**
   * Takes hours from the front until all are done or `goOn` says no; each is untouched when its roll-up is on the
   * server. Must not run while points are written. Throws `StoreUnavailable`.
   */
  async write(hours: readonly TouchedHour[], goOn: () => boolean): Promise<void> {
    for (const part of partsOf(hours)) {
      if (!goOn()) return;
      await this.#writePart(part);
      for (const hour of part) this.#touched.delete(hour);
    }
  }

  async #writePart(hours: readonly TouchedHour[]): Promise<void> {
    const range = rangeOf(hours);
    const stations = [...new Set(hours.flatMap((hour) => hour.stations))];
    const isMeant = meantIn(hours);
    const sumsOf = async (rollUp: RollUp) => (await this.#sums(rollUp, range, stations)).filter(isMeant);
    const dropOffs = await sumsOf(DROP_OFF_HOUR);
    const levels = await sumsOf(FILL_LEVEL_HOUR);
    await this.#sender.send('rollUps', [...dropOffHourLines(dropOffs), ...fillLevelHourLines(levels)]);
  }

  async #sums(rollUp: RollUp, { from, to }: Range, stations: readonly string[]): Promise<SumsRow[]> {
    const statements = sumStatements(rollUp, 'raw', {
      where: [
        ...(stations.length <= MAX_NAMED_STATIONS ? [equalsAny('station', stations)] : []),
        within(from, to),
      ],
      groupBy: [byTime(HOUR_MS), ...['bin', 'grid', 'station', 'stream'].map(name)],
    });
    return rowsOf(await this.#server.query('raw', request(statements)));
  }
}

/** Neighbours in the list become one question, as far as it stays small. */
function partsOf(hours: readonly TouchedHour[]): TouchedHour[][] {
  const parts: TouchedHour[][] = [];
  let stations = new Set<string>();
  for (const hour of hours) {
    const part = parts.at(-1);
    const together = new Set([...stations, ...hour.stations]);
    if (part && cellsOf([...part, hour], together.size) <= CELLS_A_QUESTION) {
      part.push(hour);
      stations = together;
    } else {
      parts.push([hour]);
      stations = new Set(hour.stations);
    }
  }
  return parts;
}

function cellsOf(hours: readonly TouchedHour[], stations: number): number {
  const { from, to } = rangeOf(hours);
  return ((to - from) / HOUR_MS) * stations;
}

/** `hours` are in order, newest or oldest first. */
function rangeOf(hours: readonly TouchedHour[]): Range {
  const ends = [hours[0]?.start ?? 0, hours.at(-1)?.start ?? 0];
  return { from: Math.min(...ends), to: Math.max(...ends) + HOUR_MS };
}

function meantIn(hours: readonly TouchedHour[]): (row: SumsRow) => boolean {
  const stationsOf = new Map(hours.map(({ start, stations }) => [start, new Set(stations)]));
  return ({ tags, at }) => stationsOf.get(at)?.has(tags.station ?? '') === true;
}
