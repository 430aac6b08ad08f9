// Which stations a list shows and in which order. Pure; it must not know where they come from or how they are drawn.
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { Stream } from '../../../model/stream.ts';

export type StationOrder = 'room' | 'soon' | 'emptied' | 'name';

export interface StationFilter {
  /** In names and ids; spaces part words that must all be there. */
  text: string;
  /** The area and everything below it. */
  area?: string | undefined;
  state?: StationLevels['state'] | undefined;
  /** Only what bins of this stream say counts, also for the order. */
  stream?: Stream | undefined;
  /** A bin with this level or more, 0..1. */
  fullerThan?: number | undefined;
}

export interface AreaNode {
  id: string;
  name: string;
  parent?: string | undefined;
}

export function matchingStations(
  stations: Iterable<StationLevels>,
  filter: StationFilter,
  areas: readonly AreaNode[],
): StationLevels[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const names = new Map(areas.map(({ id, name }) => [id, name]));
  const grids = filter.area === undefined ? undefined : areasBelow(areas, filter.area);
  const matches = (station: StationLevels) =>
    (!grids || grids.has(station.grid)) &&
    (filter.state === undefined || station.state === filter.state) &&
    (filter.stream === undefined || station.bins.some(({ stream }) => stream === filter.stream)) &&
    (filter.fullerThan === undefined || (fullestLevel(station, filter.stream) ?? -1) >= filter.fullerThan) &&
    hasWords(words, station, names);
  return [...stations].filter(matches);
}

/** The area itself and all below it. */
export function areasBelow(areas: readonly AreaNode[], top: string): Set<string> {
  const below = new Set([top]);
  // Parents come before children.
  for (const { id, parent } of areas) if (parent !== undefined && below.has(parent)) below.add(id);
  return below;
}

/** Each area behind its parent, with its depth below the root: as a list of a select shows it. */
export function areaTree(areas: readonly AreaNode[]): (AreaNode & { depth: number })[] {
  const known = new Set(areas.map(({ id }) => id));
  const below = (parent: string | undefined, depth: number): (AreaNode & { depth: number })[] =>
    areas
      .filter((area) => parentOf(area, known) === parent)
      .flatMap((area) => [{ ...area, depth }, ...below(area.id, depth + 1)]);
  return below(undefined, 0);
}

/** Who sees a part of the tree only has a root whose parent is not seen. */
function parentOf({ parent }: AreaNode, known: ReadonlySet<string>): string | undefined {
  return parent !== undefined && known.has(parent) ? parent : undefined;
}

/** What is unknown comes last; where two are equal the id decides, so that the order is always the same. */
export function inOrder(
  stations: readonly StationLevels[],
  order: StationOrder,
  stream: Stream | undefined,
): StationLevels[] {
  const rankOf = VALUES[order];
  const ranked = stations.map((station) => ({ station, value: rankOf(station, stream) }));
  ranked.sort((a, b) => compare(a.value, b.value) || compare(a.station.id, b.station.id));
  return ranked.map(({ station }) => station);
}

/** 0..1; undefined while no level is known. */
export function fullestLevel({ bins }: StationLevels, stream?: Stream): number | undefined {
  let fullest: number | undefined;
  for (const bin of bins) {
    if (bin.level === undefined || (stream !== undefined && bin.stream !== stream)) continue;
    fullest = Math.max(fullest ?? 0, bin.level);
  }
  return fullest;
}

type Value = number | string | undefined;

/** The lower, the earlier in the list. */
const VALUES: Readonly<Record<StationOrder, (station: StationLevels, stream?: Stream) => Value>> = {
  room: (station, stream) => {
    const level = fullestLevel(station, stream);
    return level === undefined ? undefined : -level;
  },
  soon: (station, stream) => earliest(station, stream, 'fullAt'),
  emptied: (station, stream) => earliest(station, stream, 'emptiedAt'),
  name: ({ name }) => name,
};

function earliest(
  { bins }: StationLevels,
  stream: Stream | undefined,
  key: 'fullAt' | 'emptiedAt',
): string | undefined {
  let first: string | undefined;
  for (const bin of bins) {
    const at = bin[key];
    if (at !== undefined && (stream === undefined || bin.stream === stream) && (!first || at < first))
      first = at;
  }
  return first;
}

const collator = new Intl.Collator('zh-CN', { numeric: true });

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

function hasWords(
  words: readonly string[],
  { id, name, grid }: StationLevels,
  names: ReadonlyMap<string, string>,
): boolean {
  if (words.length === 0) return true;
  const text = `${id} ${name} ${names.get(grid) ?? grid}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
