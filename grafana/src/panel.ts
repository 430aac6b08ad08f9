// Panels as Grafana reads them: each function gives one kind. Ids and places come from dashboard.ts.
import type { DataSource, Target } from './queries.ts';
import { COLUMNS, type Column, type ColumnName, ONE_COLOUR, STREAM_LOOKS, type Step } from './words.ts';

export interface Panel {
  type: string;
  title: string;
  description: string;
  size: { w: number; h: number };
  datasource?: DataSource;
  targets?: Target[];
  /** How far back this panel looks, whatever the range of the dashboard; a range picked by hand wins. */
  timeFrom?: string;
  fieldConfig?: FieldConfig;
  options?: object;
  transformations?: object[];
}

interface FieldConfig {
  defaults: object;
  overrides: object[];
}

interface Common {
  title: string;
  description: string;
  width: number;
  height?: number;
  query: Target;
  timeFrom?: string;
}

interface Scaled extends Common {
  unit: string;
  decimals?: number;
  min?: number;
  max?: number;
  steps?: readonly Step[];
  /** What stands for a value. */
  words?: Readonly<Record<string, string>>;
}

export interface StatSpec extends Scaled {
  /** Which field is shown; the value by default. */
  field?: string;
  noValue?: string;
}

/** One number. */
export function stat(spec: StatSpec): Panel {
  const reduceOptions = { calcs: ['lastNotNull'], fields: spec.field ?? '', values: false };
  const options = { reduceOptions, colorMode: 'value', graphMode: 'none', textMode: 'value' };
  return panel('stat', { height: 4, ...spec }, { fieldConfig: fields(spec), options });
}

/** One bar for each series, the value of now. */
export function bars(spec: Scaled): Panel {
  const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false };
  const options = { reduceOptions, orientation: 'horizontal', displayMode: 'basic', valueMode: 'color' };
  return panel('bargauge', spec, { fieldConfig: fields(spec), options });
}

/** Shares of a whole, one slice for each stream. */
export function pie(spec: Scaled): Panel {
  const reduceOptions = { calcs: ['sum'], fields: '', values: false };
  const legend = { displayMode: 'table', placement: 'right', showLegend: true, values: ['value', 'percent'] };
  return panel('piechart', spec, {
    fieldConfig: fields(spec, streamOverrides()),
    options: { reduceOptions, pieType: 'donut', displayLabels: ['name', 'percent'], legend },
  });
}

export interface GraphSpec extends Scaled {
  /** Lines by default. */
  draw?: 'line' | 'bars';
  stacked?: boolean;
  /** Series are streams: in their words and colours. */
  byStream?: boolean;
  /** What stands for the name of a series; in this order of the legend. */
  names?: Readonly<Record<string, string>>;
  /** Figures beside the names. */
  legendCalcs?: readonly string[];
}

/** Values over time. */
export function graph(spec: GraphSpec): Panel {
  const { draw = 'line', stacked = false, steps, byStream, names = {}, legendCalcs = [] } = spec;
  const custom = {
    drawStyle: draw,
    lineWidth: draw === 'bars' ? 0 : 1,
    fillOpacity: draw === 'bars' ? 80 : 5,
    showPoints: 'auto',
    spanNulls: false,
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: steps ? 'dashed' : 'off' },
  };
  const fieldConfig = fields(spec, [...(byStream ? streamOverrides() : []), ...nameOverrides(names)], custom);
  return panel('timeseries', spec, {
    fieldConfig: {
      ...fieldConfig,
      defaults: { ...fieldConfig.defaults, color: { mode: 'palette-classic' } },
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: legendCalcs },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  });
}

/** On or off over time, one line for each series. */
export function timeline(spec: Scaled): Panel {
  const legend = { displayMode: 'list', placement: 'bottom', showLegend: true };
  const options = { mergeValues: true, showValue: 'never', rowHeight: 0.8, legend };
  return panel('state-timeline', spec, { fieldConfig: fields(spec, [], { fillOpacity: 80 }), options });
}

export interface TableSpec extends Common {
  columns: readonly ColumnName[];
  sortBy?: { column: ColumnName; descending?: boolean };
  /** Only rows with this value. */
  only?: { column: ColumnName; atLeast?: number; equal?: number };
  noValue?: string;
}

/** Rows of figures; the column of stations leads to the station's dashboard. */
export function table(spec: TableSpec): Panel {
  const { columns, sortBy, only, noValue } = spec;
  const order = Object.fromEntries(columns.map((name, index) => [name, index]));
  const organize = {
    id: 'organize',
    options: { indexByName: order, excludeByName: columns.includes('Time') ? {} : { Time: true } },
  };
  const sort = sortBy && [{ displayName: COLUMNS[sortBy.column].label, desc: sortBy.descending ?? false }];
  return panel('table', spec, {
    fieldConfig: {
      defaults: { unit: 'string', noValue, custom: { filterable: true, align: 'auto' } },
      overrides: columns.map(columnOverride),
    },
    options: { showHeader: true, cellHeight: 'sm', sortBy: sort ?? [] },
    transformations: [...(only ? [filterOf(only)] : []), organize],
  });
}

/** A heading. */
export function row(title: string): Panel {
  return { type: 'row', title, description: '', size: { w: 24, h: 1 } };
}

function panel(type: string, spec: Common, rest: Partial<Panel>): Panel {
  const { title, description, width, height = 8, query, timeFrom } = spec;
  const size = { w: width, h: height };
  return {
    type,
    title,
    description,
    size,
    datasource: query.datasource,
    targets: [query],
    timeFrom,
    ...rest,
  };
}

function fields(
  spec: Scaled & { noValue?: string },
  overrides: object[] = [],
  custom: object = {},
): FieldConfig {
  const { unit, decimals, min, max, steps = ONE_COLOUR, noValue, words } = spec;
  const thresholds = { mode: 'absolute', steps };
  const mappings = words ? [mappingOf(words, steps)] : [];
  const color = { mode: 'thresholds' };
  return {
    defaults: { unit, decimals, min, max, thresholds, noValue, mappings, color, custom },
    overrides,
  };
}

function streamOverrides(): object[] {
  return Object.entries(STREAM_LOOKS).map(([stream, { label, colour }]) =>
    override(stream, { displayName: label, color: { mode: 'fixed', fixedColor: colour } }),
  );
}

function nameOverrides(names: Readonly<Record<string, string>>): object[] {
  return Object.entries(names).map(([name, displayName]) => override(name, { displayName }));
}

function columnOverride(name: ColumnName): object {
  const { label, unit, decimals, min, max, steps, words, gauge }: Column = COLUMNS[name];
  const coloured = steps && {
    thresholds: { mode: 'absolute', steps },
    color: { mode: 'thresholds' },
    'custom.cellOptions': gauge ? { type: 'gauge', mode: 'basic' } : { type: 'color-text' },
  };
  const links = name === 'station' && { links: [STATION_LINK] };
  const mappings = words && [mappingOf(words)];
  return override(name, { displayName: label, unit, decimals, min, max, ...coloured, ...links, mappings });
}

const STATION_LINK = {
  title: '站点详情',
  url: `/d/hub-station?var-station=\${__value.raw}&\${__url_time_range}`,
};

function override(name: string, properties: Record<string, unknown>): object {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return {
    matcher: { id: 'byName', options: name },
    properties: given.map(([id, value]) => ({ id, value })),
  };
}

/** Numbers take the colour of their step. */
function mappingOf(words: Readonly<Record<string, string>>, steps: readonly Step[] = []): object {
  const colourOf = (value: string) =>
    steps.findLast((step) => step.value === null || Number(value) >= step.value)?.color;
  const options = Object.entries(words).map(([value, text], index) => [
    value,
    { text, index, color: colourOf(value) },
  ]);
  return { type: 'value', options: Object.fromEntries(options) };
}

function filterOf({ column, atLeast, equal }: NonNullable<TableSpec['only']>): object {
  const config =
    atLeast === undefined
      ? { id: 'equal', options: { value: equal } }
      : { id: 'greaterOrEqual', options: { value: atLeast } };
  const options = { type: 'include', match: 'all', filters: [{ fieldName: column, config }] };
  return { id: 'filterByValue', options };
}
