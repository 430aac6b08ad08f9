// InfluxQL of the panels. Only what InfluxDB 1.x, 2.x and 3.x all answer, and no name of a database or a retention
// policy: the data source chooses those. `$timeFilter` and `$__interval` are Grafana's.

export interface DataSource {
  type: 'influxdb';
  uid: 'hub-raw' | 'hub-rollups';
}

export interface Target {
  refId: string;
  datasource: DataSource;
  query: string;
  rawQuery: true;
  resultFormat: 'time_series' | 'table';
  alias: string;
}

export type VariableName = 'grid' | 'station' | 'bin';

/** Readings as they came: for the present, and for the last day. */
export const RAW: DataSource = { type: 'influxdb', uid: 'hub-raw' };
/** Hourly sums: for everything longer. */
export const ROLL_UPS: DataSource = { type: 'influxdb', uid: 'hub-rollups' };

/** Days begin at midnight in China, which has one zone and no summer time. `tz()` is not everywhere in 3.x. */
export const DAY = 'time(1d, -8h)';

/** Within the range of the dashboard, or of the panel. */
export const IN_RANGE = '$timeFilter';

/** The value of "All" is `.*`, so that the text stays short with thousands of stations. */
export function isChosen(variable: VariableName): string {
  return `"${variable}" =~ /^\${${variable}:regex}$/`;
}

/** At any time; a question around another one gives the range, as InfluxData advises. */
export const CHOSEN_STATIONS = `${isChosen('grid')} AND ${isChosen('station')}`;
export const CHOSEN_BINS = `${CHOSEN_STATIONS} AND ${isChosen('bin')}`;

/** Where the whole station speaks. */
export const STATIONS = `${IN_RANGE} AND ${CHOSEN_STATIONS}`;
/** Where one bin is meant. */
export const BINS = `${IN_RANGE} AND ${CHOSEN_BINS}`;

/** One line for each series; `alias` names it: `$tag_stream`, `$col`. */
export function series(datasource: DataSource, query: string, alias = ''): Target {
  const text = query.replace(/\s+/g, ' ');
  return { refId: 'A', datasource, query: text, rawQuery: true, resultFormat: 'time_series', alias };
}

export function rows(datasource: DataSource, query: string): Target {
  return { ...series(datasource, query), resultFormat: 'table' };
}
