// What the event stream says of levels and presence, put into the stations that are shown. Stations are replaced, never
// changed, so that only what has changed is drawn again. It must not know Vue.
import type { StationLevels } from '../../../api/station-levels-view.ts';
import type { LevelItem, PresenceItem } from '../../live/events.ts';

const HOUR_MS = 3_600_000;
/** A level that falls so far has been emptied, or was wrong: the hub is asked which. */
const FALL = 0.3;

type BinLevels = StationLevels['bins'][number];

/** Changes the map; the stations that are to be asked for anew. */
export function applyLevels(stations: Map<string, StationLevels>, news: readonly LevelItem[]): Set<string> {
  const doubtful = new Set<string>();
  for (const item of news) {
    const station = stations.get(item.station);
    if (!station) continue;
    const bins = station.bins.map((bin) => (bin.id === item.binId ? newer(bin, item) : bin));
    stations.set(station.id, { ...station, bins });
    const before = station.bins.find(({ id }) => id === item.binId)?.level;
    const after = levelOf(item);
    if (before !== undefined && after !== undefined && before - after >= FALL) doubtful.add(station.id);
  }
  return doubtful;
}

/** Changes the map. */
export function applyPresence(stations: Map<string, StationLevels>, news: readonly PresenceItem[]): void {
  for (const { station: id, state, since } of news) {
    const station = stations.get(id);
    if (station) stations.set(id, { ...station, state, since });
  }
}

function newer(bin: BinLevels, item: LevelItem): BinLevels {
  if (bin.at !== undefined && item.at < bin.at) return bin;
  const level = levelOf(item) ?? bin.level;
  const fullAt = level === undefined ? bin.fullAt : movedFullAt(bin, level, item.at);
  return { ...bin, at: item.at, quality: item.quality, level, fullAt };
}

/** Without a clean level what was measured counts, unless it is rejected. */
function levelOf({ cleanLevel, fillLevel, quality }: LevelItem): number | undefined {
  return cleanLevel ?? (quality === 1 ? undefined : fillLevel);
}

/** By the same rate as before, from the new level on; undefined once the bin is full. */
function movedFullAt({ fullAt, ratePerHour, level, at }: BinLevels, next: number, nextAt: string) {
  if (fullAt === undefined || level === undefined || at === undefined || !ratePerHour) return undefined;
  const passedMs = Date.parse(nextAt) - Date.parse(at);
  const moved = Date.parse(fullAt) + passedMs - ((next - level) / ratePerHour) * HOUR_MS;
  return moved <= Date.parse(nextAt) ? undefined : new Date(moved).toISOString();
}
