// The points of the roll-ups: what the server added up of an hour, as lines of line protocol. It must not know how the
// sums were asked for.
import { tagText, timeText } from './line-protocol.ts';
import { newest } from './points.ts';
import { newestIn, type SumsRow } from './roll-ups.ts';

/** `rows`: of one hour each, grouped by all tags. */
export function dropOffHourLines(rows: readonly SumsRow[]): string[] {
  return rows.flatMap((row) => {
    const count = (column: string) => `${column}=${row.sums.get(column) ?? 0}i`;
    if (!row.sums.has('drop_offs')) return [];
    const fields = [
      count('drop_offs'),
      `weight_kg=${row.sums.get('weight_kg') ?? 0}`,
      ...['weighed', 'decided', 'correct'].map(count),
    ];
    return [`drop_off_hour${tagsOf(row)} ${fields} ${timeText(row.at, 0)}`];
  });
}

/** Sums and newest level of a group come in rows of their own. */
export function fillLevelHourLines(rows: readonly SumsRow[]): string[] {
  const newestRows = new Map(rows.filter(newestIn).map((row) => [keyOf(row), row]));
  return rows.flatMap((row) => {
    const sum = (column: string) => `${column}=${row.sums.get(column) ?? 0}`;
    const last = newestRows.get(keyOf(row));
    const found = last && newestIn(last);
    if (!row.sums.has('readings') || !found) return [];
    const fields = [
      `${sum('readings')}i`,
      ...['level_sum', 'level_min', 'level_max'].map(sum),
      `level_last=${found.level}`,
      `last_ms=${found.at}i`,
      `newest=${newest(found.at, found.level)}i`,
    ];
    return [`fill_level_hour${tagsOf(row)} ${fields} ${timeText(row.at, 0)}`];
  });
}

function keyOf({ tags, at }: SumsRow): string {
  return JSON.stringify([at, tags.bin, tags.grid, tags.station, tags.stream]);
}

/** In the order of their names, as the server wants them. */
function tagsOf({ tags }: SumsRow): string {
  return ['bin', 'grid', 'station', 'stream'].map((tag) => tagText(tag, tags[tag])).join('');
}
