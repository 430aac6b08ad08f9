// 全镇总览: what the town's manager asks each morning. How much was dropped off and how well sorted, which bins are
// full now, which stations need somebody, and which areas do well.
import { dashboard } from './dashboard.ts';
import { ACCURACY, accuracyByDay, dropOffsByDay, weightByDay } from './drop-off-panels.ts';
import { fullBins, LEVELS_NOW, PRESENT } from './full-bins.ts';
import { graph, pie, row, stat, table } from './panel.ts';
import { BINS, CHOSEN_STATIONS, IN_RANGE, RAW, ROLL_UPS, rows, STATIONS, series } from './queries.ts';
import { ACCURACY_STEPS, fromZero, ONE_COLOUR } from './words.ts';

/** A station says online or offline only when that changes. */
const LAST_WORD = '30d';
/** Below so many decided deposits a rate is chance. */
const RANKED_FROM = 30;

const now = [
  row('现在'),
  stat({
    title: '在线投放站',
    description: '枢纽最近一次(15 秒)报告的在线投放站数;不受上方筛选影响。',
    width: 6,
    query: series(RAW, `SELECT last("stations_online") FROM "hub_health" WHERE ${IN_RANGE}`),
    timeFrom: PRESENT,
    unit: 'short',
    decimals: 0,
    min: 0,
    steps: ONE_COLOUR,
  }),
  stat({
    title: '离线投放站',
    description: '最后一次状态为离线的投放站数(30 天内)。',
    width: 6,
    query: series(
      RAW,
      `SELECT count("online") FROM (SELECT last("online") AS "online" FROM "station_status"
       WHERE ${CHOSEN_STATIONS} GROUP BY "station") WHERE ${IN_RANGE} AND "online" = 0`,
    ),
    timeFrom: LAST_WORD,
    unit: 'short',
    decimals: 0,
    min: 0,
    steps: fromZero(5),
    noValue: '0',
  }),
  fullBins({ width: 6, from: 0.8, much: 10 }),
  fullBins({ width: 6, from: 0.9, much: 5, advice: ':应立即收运' }),
  table({
    title: '各桶满溢度(最满的在前)',
    description: '每个桶 24 小时内的最后一个可信读数;黄 ≥ 60%,橙 ≥ 80%,红 ≥ 90%。点投放站看详情。',
    width: 12,
    height: 12,
    query: rows(RAW, `${LEVELS_NOW} AND ${BINS} GROUP BY "grid", "station", "bin", "stream"`),
    timeFrom: PRESENT,
    columns: ['grid', 'station', 'bin', 'stream', 'level', 'Time'],
    sortBy: { column: 'level', descending: true },
  }),
  table({
    title: '离线投放站',
    description: '最后一次状态为离线的投放站(30 天内),离线最久的在前。',
    width: 6,
    height: 12,
    query: rows(
      RAW,
      `SELECT last("online") AS "online" FROM "station_status" WHERE ${STATIONS} GROUP BY "station"`,
    ),
    timeFrom: LAST_WORD,
    columns: ['station', 'online', 'Time'],
    only: { column: 'online', equal: 0 },
    sortBy: { column: 'Time' },
    noValue: '没有离线的投放站',
  }),
  table({
    title: '电池电压(最低的在前)',
    description: '每个投放站 24 小时内的最后电压;颜色按 12 V 铅酸电池:橙 < 12.2 V,红 < 11.8 V。',
    width: 6,
    height: 12,
    query: rows(
      RAW,
      `SELECT last("battery_v") AS "battery_v" FROM "station_vitals" WHERE ${STATIONS} GROUP BY "station"`,
    ),
    timeFrom: PRESENT,
    columns: ['station', 'battery_v', 'Time'],
    sortBy: { column: 'battery_v' },
  }),
];

const dropOffs = [
  row('投放'),
  stat({
    title: '投放次数',
    description: '所选时间内的投放次数(每小时汇总)。',
    width: 6,
    query: series(ROLL_UPS, `SELECT sum("drop_offs") FROM "drop_off_hour" WHERE ${BINS}`),
    unit: 'short',
    min: 0,
  }),
  stat({
    title: '投放重量',
    description: '所选时间内称得的重量;没有称重的投放不计。',
    width: 6,
    query: series(ROLL_UPS, `SELECT sum("weight_kg") FROM "drop_off_hour" WHERE ${BINS}`),
    unit: 'masskg',
    decimals: 1,
    min: 0,
  }),
  stat({
    title: '投放准确率(AI识别)',
    description: '识别结果与桶的分类一致的次数 ÷ 可判定次数(置信度达到设定值,默认 0.6)。',
    width: 6,
    query: series(ROLL_UPS, `SELECT ${ACCURACY} FROM "drop_off_hour" WHERE ${BINS} AND "decided" > 0`),
    unit: 'percentunit',
    decimals: 1,
    min: 0,
    max: 1,
    steps: ACCURACY_STEPS,
  }),
  stat({
    title: '可判定占比',
    description: '可判定次数 ÷ 投放次数;其余为无法识别或置信度不足。',
    width: 6,
    query: series(ROLL_UPS, `SELECT sum("decided") / sum("drop_offs") FROM "drop_off_hour" WHERE ${BINS}`),
    unit: 'percentunit',
    decimals: 1,
    min: 0,
    max: 1,
  }),
  dropOffsByDay(12),
  weightByDay(12),
  pie({
    title: '四分类占比(重量)',
    description: '所选时间内各分类的重量;厨余分出率见绿色部分。',
    width: 8,
    query: series(
      ROLL_UPS,
      `SELECT sum("weight_kg") FROM "drop_off_hour" WHERE ${BINS} GROUP BY "stream"`,
      '$tag_stream',
    ),
    unit: 'masskg',
    decimals: 1,
    min: 0,
  }),
  accuracyByDay(8),
  graph({
    title: '每小时投放次数',
    description: '看一天的高峰。',
    width: 8,
    query: series(
      ROLL_UPS,
      `SELECT sum("drop_offs") FROM "drop_off_hour" WHERE ${BINS} GROUP BY time(1h), "stream" fill(none)`,
      '$tag_stream',
    ),
    unit: 'short',
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    byStream: true,
  }),
];

const ranking = [
  row('排名与事件'),
  table({
    title: '网格排名(投放准确率)',
    description: `所选时间内;可判定不足 ${RANKED_FROM} 次的网格不排名。`,
    width: 12,
    query: rows(
      ROLL_UPS,
      `SELECT ${ACCURACY}, sum("decided") AS "decided", sum("drop_offs") AS "drop_offs",
       sum("weight_kg") AS "weight_kg" FROM "drop_off_hour" WHERE ${BINS} AND "decided" > 0 GROUP BY "grid"`,
    ),
    columns: ['grid', 'accuracy', 'decided', 'drop_offs', 'weight_kg'],
    only: { column: 'decided', atLeast: RANKED_FROM },
    sortBy: { column: 'accuracy', descending: true },
    noValue: '可判定次数不足,暂不排名',
  }),
  table({
    title: '异常事件(最近 100 条)',
    description: '所选时间内投放站报告的起火、烟雾、倾斜、箱门、故障等。',
    width: 12,
    query: rows(
      RAW,
      `SELECT "grid", "station", "kind", "phase", "code", "detail" FROM "station_event"
       WHERE ${STATIONS} ORDER BY time DESC LIMIT 100`,
    ),
    columns: ['Time', 'grid', 'station', 'kind', 'phase', 'code', 'detail'],
    noValue: '没有异常事件',
  }),
];

export const TOWN = dashboard({
  uid: 'hub-town',
  title: '全镇总览',
  description: '投放、分类、满溢、离线:全镇一页。历史用每小时汇总,现在用原始读数。',
  from: 'now-6d/d',
  variables: ['grid', 'station', 'bin'],
  panels: [...now, ...dropOffs, ...ranking],
});
