// Sums over hours, by bucket: roll-ups where they are right, and raw points of the hours that were touched since. So an
// answer is right at any time, whenever the roll-ups are made.
import type { Stream } from '../../model/stream.ts';
import type { DropOffCell, FillLevelCell, StatisticsQuery, StatisticsScope } from '../history.ts';
import { Buckets, HOUR_MS } from './buckets.ts';
import { byTime, equalsAny, name, request, within } from './influxql.ts';
import type { Target } from './options.ts';
import {
  DROP_OFF_HOUR,
  FILL_LEVEL_HOUR,
  type Newest,
  newestIn,
  ofStations,
  type RollUp,
  rowsOf,
  type SumsRow,
  sumStatements,
} from './roll-ups.ts';
import type { InfluxServer } from './server.ts';
import { type MixedRange, planStatistics } from './statistics-plan.ts';
import type { TouchedHours } from './touched-hours.ts';

/** Hides the last digits of sums whose order differs from one asking to the next. */
const DECIMALS = 1e6;
/** A longer list of stations costs the server more than reading what is then left out. */
const MAX_NAMED_STATIONS = 60;

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
    const [byBucket, byHour, raw] = await Promise.all([
      this.#ask(
        'rollUps',
        settledStatements(
          rollUp,
          scope,
          settled.flatMap((range) => buckets.equalRanges(range)),
        ),
      ),
      this.#ask(
        'rollUps',
        mixed.flatMap((range) => hourlyStatements(rollUp, 'rollUps', { scope, range })),
      ),
      this.#ask(
        'raw',
        mixed.flatMap((range) => hourlyStatements(rollUp, 'raw', { scope, range })),
      ),
    ]);
    return [...byBucket, ...byHour.filter((row) => !isTouched(row)), ...raw.filter(isTouched)];
  }

  async #ask(target: Target, statements: readonly string[]): Promise<SumsRow[]> {
    return statements.length === 0 ? [] : rowsOf(await this.#server.query(target, request(statements)));
  }
}

function settledStatements(
  rollUp: RollUp,
  scope: StatisticsScope,
  ranges: readonly ReturnType<Buckets['equalRanges']>[number][],
): string[] {
  return ranges.flatMap(({ from, to, widthMs, start }) =>
    sumStatements(rollUp, 'rollUps', {
      where: [placeOf(scope), within(from, to)],
      groupBy: [byTime(widthMs, start), ...groupsOf(scope)],
    }),
  );
}

function hourlyStatements(
  rollUp: RollUp,
  target: Target,
  { scope, range }: { scope: StatisticsScope; range: MixedRange },
): string[] {
  const { from, to, stations } = range;
  const isNamed = target === 'raw' && 'grids' in scope && stations.length <= MAX_NAMED_STATIONS;
  return sumStatements(rollUp, target, {
    where: [placeOf(scope), within(from, to), ...(isNamed ? [ofStations(stations)] : [])],
    groupBy: [byTime(HOUR_MS), name('station'), ...groupsOf(scope)],
  });
}

function placeOf(scope: StatisticsScope): string {
  return 'station' in scope ? ofStations([scope.station]) : equalsAny('grid', scope.grids);
}

function groupsOf(scope: StatisticsScope): string[] {
  return ('station' in scope ? ['bin', 'stream'] : ['stream']).map(name);
}

interface Place {
  bucket: number;
  binId?: string;
  stream: Stream;
}

/** What rows of one bucket, bin and stream are together. */
class Group {
  readonly place: Place;
  newest: Newest = { at: Number.NEGATIVE_INFINITY, level: 0 };
  readonly #rows: SumsRow[] = [];

  constructor(place: Place) {
    this.place = place;
  }

  add(row: SumsRow): void {
    this.#rows.push(row);
    const newest = newestIn(row);
    if (!newest) return;
    const { at, level } = this.newest;
    if (newest.at > at || (newest.at === at && newest.level > level)) this.newest = newest;
  }

  sum(column: string): number {
    return this.#rows.reduce((sum, { sums }) => sum + (sums.get(column) ?? 0), 0);
  }

  least(column: string): number {
    return this.#rows.reduce((least, { sums }) => Math.min(least, sums.get(column) ?? least), Infinity);
  }

  most(column: string): number {
    return this.#rows.reduce((most, { sums }) => Math.max(most, sums.get(column) ?? most), -Infinity);
  }
}

class Groups {
  readonly #buckets: Buckets;
  readonly #withBins: boolean;
  readonly #groups = new Map<string, Group>();

  constructor(buckets: Buckets, withBins: boolean) {
    this.#buckets = buckets;
    this.#withBins = withBins;
  }

  add(row: SumsRow): void {
    const bucket = this.#buckets.indexOf(row.at);
    if (bucket === undefined) return;
    const { bin = '', stream = '' } = row.tags;
    const key = JSON.stringify([bucket, this.#withBins ? bin : '', stream]);
    let group = this.#groups.get(key);
    if (!group) {
      const binId = this.#withBins ? { binId: bin } : {};
      group = new Group({ bucket, ...binId, stream: stream as Stream });
      this.#groups.set(key, group);
    }
    group.add(row);
  }

  inOrder(): Group[] {
    const keyOf = ({ place }: Group) => `${place.binId ?? ''}\0${place.stream}`;
    return [...this.#groups.values()].toSorted(
      (a, b) => a.place.bucket - b.place.bucket || (keyOf(a) < keyOf(b) ? -1 : 1),
    );
  }
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
