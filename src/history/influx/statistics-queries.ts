// Sums over hours, by bucket: roll-ups where they are right, and raw points of the hours that were touched since. So an
// answer is right at any time, whenever the roll-ups are made.
import type { DropOffCell, FillLevelCell, StatisticsQuery, StatisticsScope } from '../history.ts';
import { Buckets } from './buckets.ts';
import { request } from './influxql.ts';
import type { Target } from './options.ts';
import { DROP_OFF_HOUR, FILL_LEVEL_HOUR, type RollUp, rowsOf, type SumsRow } from './roll-ups.ts';
import type { InfluxServer } from './server.ts';
import { type Group, Groups } from './statistics-groups.ts';
import { planStatistics } from './statistics-plan.ts';
import { StatementsOf } from './statistics-statements.ts';
import type { TouchedHours } from './touched-hours.ts';

/** Hides the last digits of sums whose order differs from one asking to the next. */
const DECIMALS = 1e6;
type Asker = Pick<InfluxServer, 'query'>;

export class StatisticsQueries {
  readonly #server: Asker;
  readonly #touched: TouchedHours;

  constructor(server: Asker, touched: TouchedHours) {
    this.#server = server;
    this.#touched = touched;
  }

  async dropOffs(query: StatisticsQuery): Promise<DropOffCell[]> {
    const groups = await this.#groups(DROP_OFF_HOUR, query);
    return groups.map((group) => ({
      ...group.place,
      dropOffs: group.sum('drop_offs'),
      weightKg: rounded(group.sum('weight_kg')),
      weighed: group.sum('weighed'),
      decided: group.sum('decided'),
      correct: group.sum('correct'),
    }));
  }

  async fillLevels(query: StatisticsQuery): Promise<FillLevelCell[]> {
    const groups = await this.#groups(FILL_LEVEL_HOUR, query);
    // A level that came in between the statements has no sums yet.
    const counted = groups.filter((group) => group.sum('readings') > 0);
    return counted.map((group) => ({
      ...group.place,
      readings: group.sum('readings'),
      min: group.least('level_min'),
      max: group.most('level_max'),
      mean: rounded(group.sum('level_sum') / group.sum('readings')),
      last: group.newest.level,
      lastAt: group.newest.at,
    }));
  }

  async #groups(rollUp: RollUp, { scope, edges }: StatisticsQuery): Promise<Group[]> {
    const buckets = new Buckets(edges);
    if ('grids' in scope && scope.grids.length === 0) return [];
    const groups = new Groups(buckets, 'station' in scope);
    for (const row of await this.#rows(rollUp, scope, buckets)) groups.add(row);
    return groups.inOrder();
  }

  async #rows(rollUp: RollUp, scope: StatisticsScope, buckets: Buckets): Promise<SumsRow[]> {
    const station = 'station' in scope ? scope.station : undefined;
    const touched = this.#touched.within(buckets, station);
    const { settled, mixed } = planStatistics(buckets, touched);
    // What is touched is settled here: it may change before the answers are there.
    const hours = new Map(touched.map(({ start, stations }) => [start, new Set(stations)]));
    const isTouched = ({ tags, at }: SumsRow) => hours.get(at)?.has(tags.station ?? '') === true;
    const ask = new StatementsOf(rollUp, scope, buckets);
    const [byBucket, byHour, raw] = await Promise.all([
      this.#ask('rollUps', [
        ...settled.flatMap((range) => ask.byBucket(range)),
        ...mixed.flatMap((range) => ask.untouchedStations(range)),
      ]),
      this.#ask(
        'rollUps',
        mixed.flatMap((range) => ask.byHour('rollUps', range)),
      ),
      this.#ask(
        'raw',
        mixed.flatMap((range) => ask.byHour('raw', range)),
      ),
    ]);
    return [...byBucket, ...byHour.filter((row) => !isTouched(row)), ...raw.filter(isTouched)];
  }

  async #ask(target: Target, statements: readonly string[]): Promise<SumsRow[]> {
    return statements.length === 0 ? [] : rowsOf(await this.#server.query(target, request(statements)));
  }
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
