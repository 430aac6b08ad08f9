// A dashboard around its panels: numbers and places them, and gives it the variables and links that all share.
import type { Panel } from './panel.ts';
import { IN_RANGE, isChosen, ROLL_UPS, type VariableName } from './queries.ts';

const COLUMNS = 24;

export interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  /** Relative, as Grafana writes it: `now-6d/d`. */
  from: string;
  variables: readonly VariableName[];
  panels: readonly Panel[];
}

export function dashboard({ uid, title, description, from, variables, panels }: DashboardSpec) {
  return {
    uid,
    title,
    description,
    tags: ['dropoff-hub'],
    schemaVersion: 39,
    editable: true,
    timezone: 'browser',
    refresh: '30s',
    time: { from, to: 'now' },
    graphTooltip: 1,
    links: [LINKS],
    templating: { list: variables.map(variable) },
    panels: placed(panels),
  };
}

/** From each dashboard to the others, with what was chosen. */
const LINKS = {
  type: 'dashboards',
  title: '投放站看板',
  tags: ['dropoff-hub'],
  asDropdown: false,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
};

const LABELS: Readonly<Record<VariableName, string>> = { grid: '网格', station: '投放站', bin: '桶' };

/** Each is asked among what the ones before it leave. */
function variable(name: VariableName, index: number, all: readonly VariableName[]) {
  const where = [IN_RANGE, ...all.slice(0, index).map(isChosen)].join(' AND ');
  const query = `SHOW TAG VALUES FROM "fill_level_hour" WITH KEY = "${name}" WHERE ${where}`;
  return {
    name,
    label: LABELS[name],
    type: 'query',
    datasource: ROLL_UPS,
    query: { query, refId: name },
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
    sort: 1,
    // Asked again when the range changes.
    refresh: 2,
  };
}

/** From left to right; a row of panels is as high as its highest. */
function placed(panels: readonly Panel[]) {
  let x = 0;
  let y = 0;
  let height = 0;
  return panels.map(({ size: { w, h }, ...panel }, index) => {
    if (x + w > COLUMNS) {
      x = 0;
      y += height;
      height = 0;
    }
    const gridPos = { x, y, w, h };
    x += w;
    height = Math.max(height, h);
    return { id: index + 1, gridPos, ...panel };
  });
}
