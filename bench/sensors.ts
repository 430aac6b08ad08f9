// `npm run bench:sensors -- --data FILE.csv`: what watch makes of the levels of real sensors, and what a judgement
// costs with the bins of a whole town. The last line is one JSON object. Without a file only the cost is measured.
import { parseArgs } from 'node:util';
import type { LevelReading } from '../src/watch/bin-state/bin-state.ts';
import { rounded } from './report/rounded.ts';
import { tableText } from './report/table.ts';
import { measureCostPerReading } from './sensors/cost-per-reading.ts';
import { judgeSeries, type SeriesFigures } from './sensors/judge-series.ts';
import { readSeries } from './sensors/read-series.ts';

const { values } = parseArgs({
  options: {
    /** Columns station,bin,observed_at,fill_level. */
    data: { type: 'string' },
    /** Where the file names them otherwise: station=NAME,bin=NAME,observed_at=NAME,fill_level=NAME. */
    columns: { type: 'string' },
    /** What the file calls full. */
    'full-at': { type: 'string', default: '1' },
    /** Prints each emptying that was found. */
    list: { type: 'boolean', default: false },
  },
});

const figures = values.data === undefined ? undefined : judgeSeries(seriesIn(values.data));
if (figures) {
  console.log(seriesText(figures));
  if (values.list) console.log(emptyingsText(figures));
}
const { microsPerReading, bins } = measureCostPerReading();
console.log(`${microsPerReading.toFixed(2)} us of CPU per reading, ${bins} bins in turn`);
console.log(JSON.stringify({ ...(figures && jsonOf(figures)), ...rounded({ microsPerReading }) }));

/** Ends the process, with the reason alone, where the file does not serve. */
function seriesIn(path: string): LevelReading[] {
  const fullAt = Number(values['full-at']);
  try {
    if (!(fullAt > 0)) throw new Error(`cannot read --full-at: expected a number above 0, got "${fullAt}"`);
    return readSeries({ path, columns: values.columns, fullAt });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

function seriesText({ readings, bins: ofBins, flags, flipsSuppressed, emptyings }: SeriesFigures): string {
  const rows = Object.entries(flags).map(([flag, n]) => [
    flag,
    `${n}`,
    `${((100 * n) / readings).toFixed(2)} %`,
  ]);
  return [
    `${readings} readings of ${ofBins} bins`,
    tableText([['flag', 'readings', 'share'], ...rows]),
    `${emptyings.length} emptyings, ${flipsSuppressed} falls suppressed that went back`,
  ].join('\n');
}

function emptyingsText({ emptyings }: SeriesFigures): string {
  const rows = emptyings.map(({ station, binId, at, levelBefore, levelAfter }) => [
    station,
    binId,
    new Date(at).toISOString(),
    levelBefore?.toFixed(2) ?? '',
    levelAfter?.toFixed(2) ?? '',
  ]);
  return tableText([['station', 'bin', 'emptied at', 'before', 'after'], ...rows]);
}

function jsonOf({ emptyings, ...counts }: SeriesFigures): Record<string, unknown> {
  return { ...counts, emptyings: emptyings.length };
}
