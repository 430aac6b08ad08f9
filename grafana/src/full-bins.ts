// Which bins are full now, for the dashboards that show it: each bin's last level that can be trusted.
import { type Panel, stat } from './panel.ts';
import { CHOSEN_BINS, IN_RANGE, RAW, series } from './queries.ts';
import { fromZero } from './words.ts';

/** A bin that has not spoken for longer is found among the stations that are away. */
export const PRESENT = '24h';

export const LEVELS_NOW = 'SELECT last("fill_level") AS "level" FROM "fill_level" WHERE "quality" <> 1';

interface FullBins {
  width: number;
  /** 0..1 */
  from: number;
  /** From so many bins on it is bad. */
  much: number;
  advice?: string;
}

export function fullBins({ width, from, much, advice = '' }: FullBins): Panel {
  const percent = Math.round(from * 100);
  const levels = `${LEVELS_NOW} AND ${CHOSEN_BINS} GROUP BY "station", "bin"`;
  return stat({
    title: `满溢度 ≥ ${percent}% 的桶`,
    description: `每个桶 24 小时内的最后一个可信读数达到 ${percent}%${advice}。`,
    width,
    query: series(RAW, `SELECT count("level") FROM (${levels}) WHERE ${IN_RANGE} AND "level" >= ${from}`),
    timeFrom: PRESENT,
    unit: 'short',
    decimals: 0,
    min: 0,
    steps: fromZero(much),
    noValue: '0',
  });
}
