// The dashboards as files: what Grafana is given is what their source makes, complete, in order, and asks only what
// every InfluxDB answers.
import { describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../grafana/src/dashboards.ts';
import {
  dashboardFile,
  OF_INFLUXDB_1,
  type Panel,
  PROVISIONED,
  provisionedSources,
  questionsOf,
} from '../support/grafana.ts';

describe.each(DASHBOARDS.map(({ uid }) => uid))('the dashboard %s', (uid) => {
  const dashboard = dashboardFile(uid);
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  it('is what its source makes', () => {
    const made = DASHBOARDS.find((each) => each.uid === uid);
    expect(dashboard, 'run npx tsx grafana/src/write.ts').toEqual(JSON.parse(JSON.stringify(made)));
  });

  it('says of each panel what it shows, and in which unit', () => {
    for (const { title, description, fieldConfig, options } of panels) {
      expect(title).not.toBe('');
      expect(description, title).not.toBe('');
      expect(fieldConfig?.defaults.unit, title).toBeTruthy();
      if (options?.legend) expect(options.legend.showLegend, title).toBe(true);
    }
  });

  it('has its own number for each panel, and a place that no other takes', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (const cell of cellsOf(gridPos)) {
        expect(taken.get(cell), title).toBeUndefined();
        taken.set(cell, title);
      }
    }
  });

  it('names the data sources that are provisioned', async () => {
    for (const file of [PROVISIONED, OF_INFLUXDB_1]) {
      const known = (await provisionedSources(file, {})).map((source) => source.uid);
      const named = [...panels, ...questionsOf(dashboard)].map(({ datasource }) => datasource?.uid);
      expect(known).toEqual(expect.arrayContaining([...new Set(named)]));
    }
  });

  it('goes with the clock of who looks at it, and leads to the others', () => {
    expect(dashboard).toMatchObject({ timezone: 'browser', refresh: '30s', time: { to: 'now' } });
    expect(dashboard.time.from).toMatch(/^now-/);
    expect(dashboard.links[0]?.tags).toEqual(dashboard.tags);
    expect(JSON.stringify(dashboard)).not.toMatch(/\b(19|20)\d\d-\d\d|\b1[5-9]\d{8,}|latest/);
  });

  it('asks only what InfluxDB 1.x, 2.x and 3.x all answer', () => {
    for (const { query } of questionsOf(dashboard)) {
      const called = [...query.matchAll(/\b([a-z_]+)\(/g)].map((match) => match[1]);
      expect(['count', 'fill', 'last', 'max', 'mean', 'min', 'percentile', 'sum', 'time']).toEqual(
        expect.arrayContaining([...new Set(called)]),
      );
      expect(query).not.toMatch(/;|::|\btz\b|\bSLIMIT\b|fill\((?!none\))|"\."/);
      expect(query).toContain('$timeFilter');
    }
  });
});

function* cellsOf({ x, y, w, h }: Panel['gridPos']): Generator<string> {
  for (let row = y; row < y + h; row++)
    for (let column = x; column < x + w; column++) yield `${column},${row}`;
}
