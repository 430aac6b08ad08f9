// Puts rows of sums together by bucket, bin and stream, from whatever question they come. It must not know what the sums
// are of.
import type { Stream } from '../../model/stream.ts';
import type { Buckets } from './buckets.ts';
import { type Newest, newestIn, type SumsRow } from './roll-ups.ts';

interface Place {
  bucket: number;
  binId?: string;
  stream: Stream;
}

/** What rows of one bucket, bin and stream are together. */
export class Group {
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

export class Groups {
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
