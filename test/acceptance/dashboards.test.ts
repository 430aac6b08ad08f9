// Every question of the dashboards, asked of a real InfluxDB with the variables filled in all ways.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../grafana/src/dashboards.ts';
import { RULE_WORDS } from '../../grafana/src/words.ts';
import type { Series } from '../../src/history/influx/server.ts';
import type { DropOff, FillLevel } from '../../src/model/reading.ts';
import { STREAMS } from '../../src/model/stream.ts';
import { fill } from '../support/filled-influxd.ts';
import {
  ask,
  asQuestion,
  type Choice,
  type Dashboard,
  dashboardFile,
  interpolated,
  OF_INFLUXDB_1,
  type Panel,
  type ProvisionedSource,
  provisionedSources,
  type Question,
  rangeOf,
  type Target,
} from '../support/grafana.ts';
import { DATABASE, type RunningServer, startInfluxd } from '../support/influxd.ts';
import { notInstalled } from '../support/real-tools.ts';
import { GRIDS, stationName, TOWN_DAYS, townEntries } from '../support/town-entries.ts';

const uids = DASHBOARDS.map(({ uid }) => uid);
const town = dashboardFile('hub-town');
const watch = dashboardFile('hub-watch');

describe.skipIf(notInstalled('influxd'))('the dashboards on InfluxDB 1.6.7', () => {
  const now = Date.now();
  const entries = townEntries({ until: now, ...TOWN_DAYS });
  let server: RunningServer;
  let sources: Map<string, ProvisionedSource>;

  beforeAll(async () => {
    server = await startInfluxd();
    await fill(server.url, entries);
    const environment = { INFLUX_URL: server.url, INFLUX_DATABASE: DATABASE.database };
    const provisioned = await provisionedSources(OF_INFLUXDB_1, environment);
    sources = new Map(provisioned.map((source) => [source.uid, source]));
  });

  afterAll(() => server.stop());

  it.each(uids)('%s offers areas, stations and bins to choose from', async (uid) => {
    const dashboard = dashboardFile(uid);
    const range = rangeOf(dashboard.time.from, now);
    const offered = async (name: string, choice: Choice) => {
      const variable = dashboard.templating.list.find((each) => each.name === name);
      expect(variable).toMatchObject({ multi: true, includeAll: true, allValue: '.*' });
      const series = await answerOf(asQuestion(variable ?? unknown(name)), range, choice);
      return series.flatMap(({ values }) => values.map((value) => String(value[1]))).toSorted(inOrder);
    };
    const stations = Array.from({ length: TOWN_DAYS.stations }, (_, index) => stationName(index + 1));
    const bins = STREAMS.map((stream) => `${stream}-1`).toSorted(inOrder);

    expect(await offered('grid', {})).toEqual(GRIDS);
    expect(await offered('station', { grid: 'All' })).toEqual(stations);
    expect(await offered('station', { grid: ['grid-2'] })).toEqual(['TS-002', 'TS-005']);
    expect(await offered('bin', { grid: ['grid-1', 'grid-3'], station: 'All' })).toEqual(bins);
    expect(await offered('bin', { grid: 'All', station: ['TS-002'] })).toEqual(bins);
  });

  it.each(uids)('%s shows something in every panel, whatever is chosen', async (uid) => {
    const dashboard = dashboardFile(uid);
    for (const panel of dashboard.panels) {
      for (const target of panel.targets ?? []) {
        const range = rangeOf(panel.timeFrom ?? dashboard.time.from, now);
        for (const choice of choices()) {
          const series = await answerOf(target, range, choice);
          const values = series.flatMap((each) => each.values).flatMap((value) => value.slice(1));
          expect(
            values.filter((value) => value !== null),
            `${panel.title}: ${target.query}`,
          ).not.toEqual([]);
          expectNamesToFit(panel, target, series);
        }
      }
    }
  });

  it('counts bins that are full, and stations that are away, as the readings say', async () => {
    expect(await figureOf('满溢度 ≥ 80% 的桶')).toBe(binsFrom(0.8));
    expect(await figureOf('满溢度 ≥ 90% 的桶')).toBe(binsFrom(0.9));
    expect(await figureOf('离线投放站')).toBe(TOWN_DAYS.stations / 2);
  });

  it('counts alerts and emptyings as the hub concluded them', async () => {
    const bins = TOWN_DAYS.stations * STREAMS.length;
    expect(await figureOf('未结告警', watch)).toBe(bins);
    expect(await figureOf('新增告警', watch)).toBe(2 * bins);
    expect(await figureOf('办结告警', watch)).toBe(bins);
    expect(await figureOf('响应时长(中位数)', watch)).toBe(10 * 60_000);
    expect(await figureOf('处置时长(中位数)', watch)).toBe(2 * 3_600_000);
    expect(await figureOf('清运次数', watch)).toBe(2 * bins);
    expect(await figureOf('清运前平均满溢度', watch)).toBe(0.5);
    expect(await figureOf('空跑率', watch)).toBe(0.5);
  });

  it('sums what was dropped off', async () => {
    const { from } = rangeOf(town.time.from, now);
    const deposits = entries.filter(
      (entry): entry is DropOff => entry.type === 'drop-off' && entry.at >= from,
    );
    const decided = deposits.filter(({ recognition }) => (recognition?.confidence ?? 0) >= 0.6);
    const correct = decided.filter(({ recognition, stream }) => recognition?.stream === stream);

    expect(await figureOf('投放次数')).toBe(deposits.length);
    expect(await figureOf('可判定占比')).toBeCloseTo(decided.length / deposits.length, 9);
    expect(await figureOf('投放准确率(AI识别)')).toBeCloseTo(correct.length / decided.length, 9);
  });

  it('answers the questions that the manual gives as examples', async () => {
    const manual = await readFile(new URL('../../docs/influxdb.md', import.meta.url), 'utf8');
    const examples = [...manual.matchAll(/^```sql (raw|rollups)\n(.*?)^```/gms)];
    expect(examples.length).toBeGreaterThan(4);
    for (const [, source, query = ''] of examples) {
      const series = await ask(sources.get(`hub-${source}`) ?? unknown(source), query);
      expect(series.flatMap(({ values }) => values).length, query).toBeGreaterThan(0);
    }
  });

  /** With all chosen. */
  async function figureOf(title: string, dashboard: Dashboard = town): Promise<unknown> {
    const panel = dashboard.panels.find((each) => each.type === 'stat' && each.title === title);
    const target = panel?.targets?.[0] ?? unknown(title);
    const range = rangeOf(panel?.timeFrom ?? dashboard.time.from, now);
    const series = await answerOf(target, range, { grid: 'All', station: 'All', bin: 'All' });
    return series[0]?.values[0]?.[1];
  }

  function binsFrom(level: number): number {
    const last = new Map<string, number>();
    for (const entry of entries.filter((each): each is FillLevel => each.type === 'fill-level')) {
      const sound = entry.bins.filter(({ quality }) => quality !== 1);
      for (const { binId, fillLevel } of sound) last.set(`${entry.station} ${binId}`, fillLevel);
    }
    return [...last.values()].filter((each) => each >= level).length;
  }

  function answerOf(question: Question, range: { from: number; to: number }, choice: Choice) {
    const source = sources.get(question.datasource.uid) ?? unknown(question.datasource.uid);
    return ask(source, interpolated(question.query, range, choice));
  }
});

/** One, several or all of each; the station and the bin of the first are in the first area. */
function choices(): Choice[] {
  const grids: Choice[string][] = [['grid-1'], ['grid-1', 'grid-2'], 'All'];
  const stations: Choice[string][] = [['TS-001'], ['TS-001', 'TS-002'], 'All'];
  const bins: Choice[string][] = [['food-1'], ['food-1', 'residual-1'], 'All'];
  return grids.flatMap((grid) => stations.flatMap((station) => bins.map((bin) => ({ grid, station, bin }))));
}

const SERIES_NAMES: Readonly<Record<string, readonly string[]>> = {
  $tag_stream: STREAMS,
  $tag_rule: Object.keys(RULE_WORDS),
};

/** Names, colours and orders are given by column and series: what is not there would silently go without. */
function expectNamesToFit(panel: Panel, { alias }: Target, series: readonly Series[]): void {
  const [first] = series;
  const columns = [...(first?.columns ?? []), ...Object.keys(first?.tags ?? {})];
  for (const [, tag] of alias.matchAll(/\$tag_(\w+)/g)) expect(columns, panel.title).toContain(tag);
  const overrides = panel.fieldConfig?.overrides.map(({ matcher }) => matcher.options) ?? [];
  const expected = SERIES_NAMES[alias] ?? columns.map((name) => (name === 'time' ? 'Time' : name));
  if (overrides.length > 0) expect(expected, panel.title).toEqual(expect.arrayContaining(overrides));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function unknown(name: string | undefined): never {
  throw new Error(`cannot find ${name}`);
}
