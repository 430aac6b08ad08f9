// 告警与清运: what the people on duty ask. Which alerts are open and where, how fast they were taken up and closed, which
// bins are full, and how the bins are emptied.
import { dashboard } from './dashboard.ts';
import { EMPTYING_PANELS } from './emptying-panels.ts';
import { fullBins, LEVELS_NOW, PRESENT } from './full-bins.ts';
import { graph, row, type StatSpec, stat, table } from './panel.ts';
import { BINS, CHOSEN_STATIONS, DAY, IN_RANGE, RAW, rows, STATIONS, series } from './queries.ts';
import { fromZero, RULE_WORDS } from './words.ts';

/** An alert that stays open longer without a word is not found any more. */
const LAST_WORD = '30d';
const FULL_FROM = 0.8;

/** Of a rule, station and bin there is one open alert at a time: the last step says how it stands. */
const ALERTS_NOW = 'SELECT last("open") AS "open" FROM "alert_event" WHERE';
const BY_SUBJECT = 'GROUP BY "grid", "station", "rule", "bin", "stream"';
/** Since the alert fired, in ms. */
const MEDIAN_AND_P90 =
  'percentile("since_fired_ms", 50) AS "median", percentile("since_fired_ms", 90) AS "p90"';
const BY_GRID_AND_RULE = 'GROUP BY "grid", "rule"';

const now = [
  row('现在'),
  figure({
    title: '未结告警',
    description: '已触发、尚未办结的告警数(30 天内),含暂停提醒与被合并显示的。',
    query: series(RAW, `SELECT count("open") FROM (${openAlerts()}) WHERE ${IN_RANGE} AND "open" = 1`),
    timeFrom: LAST_WORD,
    steps: fromZero(10),
  }),
  fullBins({ width: 6, from: FULL_FROM, much: 10 }),
  fullBins({ width: 6, from: 0.9, much: 5, advice: ':应立即收运' }),
  figure({
    title: '新增告警',
    description: '所选时间内触发的告警数,不含重开。',
    query: series(RAW, steps('count("open")', 'fired')),
  }),
  table({
    title: '未结告警',
    description: '尚未办结的告警(30 天内);时间是它的最后一步。点投放站看详情。',
    width: 12,
    height: 12,
    query: rows(RAW, `${ALERTS_NOW} ${STATIONS} ${BY_SUBJECT}`),
    timeFrom: LAST_WORD,
    columns: ['grid', 'station', 'rule', 'bin', 'stream', 'open', 'Time'],
    only: { column: 'open', equal: 1 },
    sortBy: { column: 'Time' },
    noValue: '没有未结告警',
  }),
  table({
    title: '已满的桶(最满的在前)',
    description: '每个桶 24 小时内的最后一个可信读数达到 80%。',
    width: 12,
    height: 12,
    query: rows(RAW, `${LEVELS_NOW} AND ${BINS} GROUP BY "grid", "station", "bin", "stream"`),
    timeFrom: PRESENT,
    columns: ['grid', 'station', 'bin', 'stream', 'level', 'Time'],
    only: { column: 'level', atLeast: FULL_FROM },
    sortBy: { column: 'level', descending: true },
    noValue: '没有已满的桶',
  }),
];

const alerts = [
  row('告警'),
  figure({
    title: '办结告警',
    description: '所选时间内办结的告警数。',
    query: series(RAW, steps('count("open")', 'resolved')),
  }),
  duration('响应时长(中位数)', '从触发到接单;没有接单的不计。', 'acknowledged', 50),
  duration('处置时长(中位数)', '从触发到办结。', 'resolved', 50),
  duration('处置时长(P90)', '九成的告警在这段时间内办结。', 'resolved', 90),
  table({
    title: '未结告警(按网格)',
    description: '尚未办结的告警数(30 天内)。',
    width: 6,
    query: rows(
      RAW,
      `SELECT count("open") AS "alerts" FROM (${openAlerts()})
       WHERE ${IN_RANGE} AND "open" = 1 ${BY_GRID_AND_RULE}`,
    ),
    timeFrom: LAST_WORD,
    columns: ['grid', 'rule', 'alerts'],
    sortBy: { column: 'alerts', descending: true },
    noValue: '没有未结告警',
  }),
  byGridAndRule('响应时长(按网格)', '所选时间内接单的告警:从触发到接单。', 'acknowledged'),
  byGridAndRule('处置时长(按网格)', '所选时间内办结的告警:从触发到办结。', 'resolved'),
  alertsByDay('每日新增告警', '按规则;一天从北京时间零点算起。', 'fired'),
  alertsByDay('每日办结告警', '按规则;一天从北京时间零点算起。', 'resolved'),
  table({
    title: '办结告警(最近 100 条)',
    description: '所选时间内;人工办结是没有传感器证据的。',
    width: 24,
    query: rows(
      RAW,
      `SELECT "grid", "station", "rule", "bin", "stream", "since_fired_ms" AS "took", "reason", "note"
       FROM "alert_event" WHERE ${STATIONS} AND "kind" = 'resolved' ORDER BY time DESC LIMIT 100`,
    ),
    columns: ['Time', 'grid', 'station', 'rule', 'bin', 'stream', 'took', 'reason', 'note'],
    noValue: '没有办结的告警',
  }),
];

export const WATCH = dashboard({
  uid: 'hub-watch',
  title: '告警与清运',
  description: '告警、响应与处置、已满的桶、清运与空跑。告警与清运按读数保留的期限保存。',
  from: 'now-6d/d',
  variables: ['grid', 'station', 'bin'],
  panels: [...now, ...alerts, ...EMPTYING_PANELS],
});

function openAlerts(): string {
  return `${ALERTS_NOW} ${CHOSEN_STATIONS} ${BY_SUBJECT}`;
}

type Step = 'fired' | 'acknowledged' | 'resolved';

function steps(what: string, kind: Step): string {
  return `SELECT ${what} FROM "alert_event" WHERE ${STATIONS} AND "kind" = '${kind}'`;
}

function figure(spec: Omit<StatSpec, 'width' | 'unit'> & { unit?: string }) {
  return stat({ width: 6, unit: 'short', decimals: 0, min: 0, noValue: '0', ...spec });
}

function duration(title: string, description: string, kind: Step, percent: number) {
  const query = series(RAW, steps(`percentile("since_fired_ms", ${percent})`, kind));
  return figure({ title, description: `所选时间内:${description}`, query, unit: 'ms', noValue: '-' });
}

function byGridAndRule(title: string, description: string, kind: Step) {
  const what = `count("since_fired_ms") AS "alerts", ${MEDIAN_AND_P90}`;
  return table({
    title,
    description,
    width: 9,
    query: rows(RAW, `${steps(what, kind)} ${BY_GRID_AND_RULE}`),
    columns: ['grid', 'rule', 'alerts', 'median', 'p90'],
    sortBy: { column: 'p90', descending: true },
    noValue: '没有告警',
  });
}

function alertsByDay(title: string, description: string, kind: Step) {
  return graph({
    title,
    description,
    width: 12,
    query: series(RAW, `${steps('count("open")', kind)} GROUP BY ${DAY}, "rule" fill(none)`, '$tag_rule'),
    unit: 'short',
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    names: RULE_WORDS,
    legendCalcs: ['sum'],
  });
}
