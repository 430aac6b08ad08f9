// The statements of a statistics question, by part of its plan. It must not know what becomes of the answers.
import type { StatisticsScope } from '../history.ts';
import { type Buckets, HOUR_MS, type Range } from './buckets.ts';
import { byTime, equalsAny, equalsNone, name, within } from './influxql.ts';
import type { Target } from './options.ts';
import { type RollUp, sumStatements } from './roll-ups.ts';
import type { MixedRange } from './statistics-plan.ts';

export class StatementsOf {
  readonly #rollUp: RollUp;
  readonly #buckets: Buckets;
  readonly #place: string;
  readonly #groups: readonly string[];
  readonly #isOneStation: boolean;

  constructor(rollUp: RollUp, scope: StatisticsScope, buckets: Buckets) {
    this.#rollUp = rollUp;
    this.#buckets = buckets;
    this.#isOneStation = 'station' in scope;
    this.#place = 'station' in scope ? equalsAny('station', [scope.station]) : equalsAny('grid', scope.grids);
    this.#groups = (this.#isOneStation ? ['bin', 'stream'] : ['stream']).map(name);
  }

  /** Roll-ups, summed up by the server as far as the answer wants it. */
  byBucket(range: Range, where: readonly string[] = []): string[] {
    return this.#buckets.equalRanges(range).flatMap(({ from, to, widthMs, start }) =>
      sumStatements(this.#rollUp, 'rollUps', {
        where: [this.#place, ...where, within(from, to)],
        groupBy: [byTime(widthMs, start), ...this.#groups],
      }),
    );
  }

  /** What no touched station is part of. */
  untouchedStations(range: MixedRange): string[] {
    if (this.#isOneStation || range.isCrowded) return [];
    return this.byBucket(range, [equalsNone('station', range.stations)]);
  }

  /** Hour by hour and station by station, so that the touched ones can be told apart; in a crowd of all stations. */
  byHour(target: Target, { from, to, stations, isCrowded }: MixedRange): string[] {
    const isNamed = !this.#isOneStation && !isCrowded;
    return sumStatements(this.#rollUp, target, {
      where: [this.#place, ...(isNamed ? [equalsAny('station', stations)] : []), within(from, to)],
      groupBy: [byTime(HOUR_MS), name('station'), ...this.#groups],
    });
  }
}
