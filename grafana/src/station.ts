// 站点详情: one station or a few, bin by bin. What it says now, how it filled, what was dropped off, what happened.
import { dashboard } from './dashboard.ts';
import { accuracyByDay, dropOffsByDay, weightByDay } from './drop-off-panels.ts';
import { bars, graph, row, stat, table, timeline } from './panel.ts';
import { BINS, RAW, ROLL_UPS, rows, STATIONS, series } from './queries.ts';
import { BATTERY_STEPS, LEVEL_STEPS, type Step, TEMPERATURE_STEPS } from './words.ts';

/** Raw readings are read no further back than this, unless a range is picked by hand. */
const LAST_DAY = '24h';
const LAST_WORD = '30d';

const ONLINE_STEPS: readonly Step[] = [
  { value: null, color: 'red' },
  { value: 1, color: 'green' },
];
const ONLINE_WORDS = { '0': '离线', '1': '在线' };

const now = [
  row('现在'),
  bars({
    title: '满溢度',
    description: '每个桶 24 小时内的最后一个可信读数;黄 ≥ 60%,橙 ≥ 80%,红 ≥ 90%。',
    width: 12,
    query: series(
      RAW,
      `SELECT last("fill_level") FROM "fill_level" WHERE ${BINS} AND "quality" <> 1 GROUP BY "station", "bin"`,
      '$tag_station $tag_bin',
    ),
    timeFrom: LAST_DAY,
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    steps: LEVEL_STEPS,
  }),
  stat({
    title: '状态',
    description: '投放站(或其遗嘱)最后一次报告的状态(30 天内);选多站时取最后一条。',
    width: 6,
    height: 8,
    query: series(RAW, `SELECT last("online") FROM "station_status" WHERE ${STATIONS}`),
    timeFrom: LAST_WORD,
    unit: 'short',
    min: 0,
    max: 1,
    steps: ONLINE_STEPS,
    words: ONLINE_WORDS,
  }),
  timeline({
    title: '在线与离线',
    description: '所选时间内的状态变化;空白处没有报告。',
    width: 6,
    query: series(
      RAW,
      `SELECT "online" FROM "station_status" WHERE ${STATIONS} GROUP BY "station"`,
      '$tag_station',
    ),
    unit: 'short',
    min: 0,
    max: 1,
    steps: ONLINE_STEPS,
    words: ONLINE_WORDS,
  }),
];

const levels = [
  row('满溢'),
  graph({
    title: '满溢度(原始读数)',
    description: '最近 24 小时;手选时间段时看那一段。物理范围外的读数不计。',
    width: 12,
    query: series(
      RAW,
      `SELECT mean("fill_level") FROM "fill_level" WHERE ${BINS} AND "quality" <> 1
       GROUP BY time($__interval), "station", "bin" fill(none)`,
      '$tag_station $tag_bin',
    ),
    timeFrom: LAST_DAY,
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    steps: LEVEL_STEPS,
    legendCalcs: ['lastNotNull'],
  }),
  graph({
    title: '满溢度(每小时最高)',
    description: '所选时间内,每小时汇总。',
    width: 12,
    query: series(
      ROLL_UPS,
      `SELECT max("level_max") FROM "fill_level_hour" WHERE ${BINS}
       GROUP BY time(1h), "station", "bin" fill(none)`,
      '$tag_station $tag_bin',
    ),
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    steps: LEVEL_STEPS,
    legendCalcs: ['max'],
  }),
];

const dropOffs = [
  row('投放'),
  dropOffsByDay(8),
  weightByDay(8),
  accuracyByDay(8),
  table({
    title: '最近投放(100 条)',
    description: '最近 24 小时;手选时间段时看那一段。不显示住户。',
    width: 24,
    query: rows(
      RAW,
      `SELECT "station", "bin", "stream", "weight_kg", "recognised", "confidence", "label" FROM "drop_off"
       WHERE ${BINS} ORDER BY time DESC LIMIT 100`,
    ),
    timeFrom: LAST_DAY,
    columns: ['Time', 'station', 'bin', 'stream', 'weight_kg', 'recognised', 'confidence', 'label'],
  }),
];

const device = [
  row('设备'),
  graph({
    title: '电池电压',
    description: '最近 24 小时;颜色线按 12 V 铅酸电池。',
    width: 8,
    query: series(
      RAW,
      `SELECT mean("battery_v") FROM "station_vitals" WHERE ${STATIONS}
       GROUP BY time($__interval), "station" fill(none)`,
      '$tag_station',
    ),
    timeFrom: LAST_DAY,
    unit: 'volt',
    decimals: 2,
    steps: BATTERY_STEPS,
    legendCalcs: ['min'],
  }),
  graph({
    title: '信号强度',
    description: '最近 24 小时;越接近 0 越强。',
    width: 8,
    query: series(
      RAW,
      `SELECT mean("signal_dbm") FROM "station_vitals" WHERE ${STATIONS}
       GROUP BY time($__interval), "station" fill(none)`,
      '$tag_station',
    ),
    timeFrom: LAST_DAY,
    unit: 'dBm',
    decimals: 0,
    max: 0,
    legendCalcs: ['min'],
  }),
  graph({
    title: '桶内温度',
    description: '最近 24 小时的最高值;橙 ≥ 50 °C,红 ≥ 70 °C。',
    width: 8,
    query: series(
      RAW,
      `SELECT max("temperature_c") FROM "fill_level" WHERE ${BINS} AND "quality" <> 1
       GROUP BY time($__interval), "station", "bin" fill(none)`,
      '$tag_station $tag_bin',
    ),
    timeFrom: LAST_DAY,
    unit: 'celsius',
    decimals: 1,
    steps: TEMPERATURE_STEPS,
    legendCalcs: ['max'],
  }),
  table({
    title: '清运(最近 100 次)',
    description: '所选时间内投放站报告的清运:按钮或箱门。',
    width: 12,
    query: rows(
      RAW,
      `SELECT "station", "bin", "stream", "operator", "seq" FROM "emptied"
       WHERE ${BINS} ORDER BY time DESC LIMIT 100`,
    ),
    columns: ['Time', 'station', 'bin', 'stream', 'operator'],
  }),
  table({
    title: '异常事件(最近 100 条)',
    description: '所选时间内投放站报告的起火、烟雾、倾斜、箱门、故障等。',
    width: 12,
    query: rows(
      RAW,
      `SELECT "station", "kind", "phase", "code", "detail" FROM "station_event"
       WHERE ${STATIONS} ORDER BY time DESC LIMIT 100`,
    ),
    columns: ['Time', 'station', 'kind', 'phase', 'code', 'detail'],
    noValue: '没有异常事件',
  }),
];

export const STATION = dashboard({
  uid: 'hub-station',
  title: '站点详情',
  description: '一个或几个投放站:满溢、投放、设备、事件。历史用每小时汇总,最近用原始读数。',
  from: 'now-6d/d',
  variables: ['grid', 'station', 'bin'],
  panels: [...now, ...levels, ...dropOffs, ...device],
});
