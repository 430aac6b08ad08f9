// Does with a dashboard what Grafana does before it asks InfluxDB: fills in times, intervals and variables, and asks
// the address that the provisioned data source names. Sources: Grafana's InfluxDB data source (InfluxQL, POST).
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Series } from '../../src/history/influx/server.ts';

export interface Target {
  datasource: { uid: string };
  query: string;
  alias: string;
}

interface Override {
  matcher: { options: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: Target[];
  timeFrom?: string;
  fieldConfig?: { defaults: { unit?: string }; overrides: Override[] };
  options?: { legend?: { showLegend: boolean } };
  transformations?: { id: string; options: { indexByName?: Record<string, number>; filters?: unknown } }[];
}

export interface Variable {
  name: string;
  datasource: { uid: string };
  query: { query: string };
  multi: boolean;
  includeAll: boolean;
  allValue: string;
}

export interface Question {
  datasource: { uid: string };
  query: string;
}

export interface Dashboard {
  uid: string;
  title: string;
  refresh: string;
  timezone: string;
  time: { from: string; to: string };
  tags: string[];
  links: { tags: string[] }[];
  templating: { list: Variable[] };
  panels: Panel[];
}

export interface ProvisionedSource {
  uid: string;
  url: string;
  jsonData: { dbName: string; httpMode: string };
}

/** What somebody chose at the top of a dashboard; `All` is the variable's own `allValue`. */
export type Choice = Readonly<Record<string, readonly string[] | 'All'>>;

export interface Range {
  from: number;
  to: number;
}

const FOLDER = new URL('../../grafana/', import.meta.url).pathname;
/** Of docker-compose: InfluxDB 2.x and 3.x. */
export const PROVISIONED = `${FOLDER}provisioning/datasources/influxdb.yaml`;
export const OF_INFLUXDB_1 = `${FOLDER}datasources/influxdb-1.yaml`;

/** As it lies in the folder that Grafana reads. */
export function dashboardFile(uid: string): Dashboard {
  return JSON.parse(readFileSync(`${FOLDER}dashboards/${uid}.json`, 'utf8')) as Dashboard;
}

export function questionsOf({ panels, templating }: Dashboard): Question[] {
  return [...panels.flatMap(({ targets = [] }) => targets), ...templating.list.map(asQuestion)];
}

export function asQuestion({ datasource, query }: Variable): Question {
  return { datasource, query: query.query };
}

const HOUR_MS = 3_600_000;
const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };
/** Points that a panel has room for. */
const PANEL_POINTS = 1_000;

/** The data sources of a provisioning file, with the environment filled in. */
export async function provisionedSources(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProvisionedSource[]> {
  const text = await readFile(file, 'utf8');
  const filled = text.replace(/\$\{(\w+)\}/g, (_match, name: string) => environment[name] ?? '');
  return (parse(filled) as { datasources: ProvisionedSource[] }).datasources;
}

/** `now-6d/d`, `now-6h`, or the `24h` of a panel; up to now. */
export function rangeOf(from: string, now: number): Range {
  const match = /^(?:now-)?(\d+)([mhd])(\/d)?$/.exec(from);
  if (!match) throw new Error(`cannot read the range ${from}: expected now-6d/d or 24h`);
  const start = now - Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? 0);
  return { from: match[3] ? start - (start % (24 * HOUR_MS)) : start, to: now };
}

export function interpolated(query: string, { from, to }: Range, choice: Choice): string {
  const intervalMs = Math.max(15_000, Math.ceil((to - from) / PANEL_POINTS / 1_000) * 1_000);
  return query
    .replaceAll('$timeFilter', `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll('$__interval', `${intervalMs / 1_000}s`)
    .replace(/\$\{(\w+):regex\}/g, (_match, name: string) => regexOf(choice[name]));
}

/** One answer, or the error of the server. */
export async function ask(source: ProvisionedSource, query: string): Promise<Series[]> {
  const url = new URL(source.url);
  url.pathname = '/query';
  url.searchParams.set('db', source.jsonData.dbName);
  url.searchParams.set('epoch', 'ms');
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ q: query }) });
  const { error, results = [] } = (await answer.json()) as Answer;
  const fault = error ?? results.find((result) => result.error)?.error;
  if (fault) throw new Error(`cannot ask ${query}: ${fault}`);
  return results[0]?.series ?? [];
}

interface Answer {
  error?: string;
  results?: { error?: string; series?: Series[] }[];
}

function regexOf(values: readonly string[] | 'All' | undefined): string {
  if (values === undefined) throw new Error('cannot fill in a variable: the dashboard does not have it');
  if (values === 'All') return '.*';
  return values.length === 1 ? String(values[0]) : `(${values.join('|')})`;
}
