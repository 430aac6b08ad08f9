// 接入健康: how the hub itself does, from what it writes about itself every 15 seconds. What came, what was refused
// and why, what waits, and whether the history keeps up.

import { type CountField, type HealthField, rejectedField } from '../../src/model/health.ts';
import { REJECTION_REASONS } from '../../src/model/rejection.ts';
import { dashboard } from './dashboard.ts';
import { type GraphSpec, graph, row, type StatSpec, stat, table } from './panel.ts';
import { BINS, IN_RANGE, RAW, ROLL_UPS, rows, series, type Target } from './queries.ts';
import { fromZero, REASON_WORDS, type Step } from './words.ts';

const MUCH_TIME_MS: readonly Step[] = [
  { value: null, color: 'green' },
  { value: 60_000, color: 'orange' },
  { value: 600_000, color: 'red' },
];
const LEFT: readonly Step[] = [
  { value: null, color: 'red' },
  { value: 0.2, color: 'orange' },
  { value: 0.5, color: 'green' },
];
const FAILING: readonly Step[] = [
  { value: null, color: 'green' },
  { value: 1, color: 'red' },
];

const REASON_NAMES = Object.fromEntries(
  REJECTION_REASONS.map((reason) => [rejectedField(reason), REASON_WORDS[reason]]),
);

const now = [
  row('现在'),
  figure({
    title: '接收速率',
    description: '所选时间内平均每秒收到的报文,含重复与异常。',
    query: health(`1000 * sum("received") / sum("interval_ms")`),
    unit: 'mps',
    decimals: 1,
  }),
  figure({
    title: '异常报文',
    description: '所选时间内被拒收的报文数;原因见下。',
    query: health(sumOf('rejected')),
    unit: 'short',
    steps: fromZero(100),
  }),
  figure({
    title: '缺失报文',
    description: '各站序号中至今的缺口总数。',
    query: health(lastOf('missing')),
    unit: 'short',
    steps: fromZero(1_000),
  }),
  figure({
    title: '最近报告',
    description: '枢纽最近一次写下自己的情况;正常时不到一分钟前。',
    query: health(lastOf('uptime_s')),
    field: 'Time',
    unit: 'dateTimeFromNow',
  }),
  figure({
    title: '日志余量',
    description: '日志限额还剩多少;用完就不再确认报文,报文留在投放站。',
    query: health(lastOf('journal_free_ratio')),
    unit: 'percentunit',
    decimals: 1,
    max: 1,
    steps: LEFT,
  }),
  figure({
    title: '历史库',
    description: '所选时间内历史库拒收或连不上过即为"曾中断";那时的报文在日志中,恢复后补写。',
    query: health('max("history_failing")'),
    unit: 'short',
    max: 1,
    steps: FAILING,
    words: { '0': '正常', '1': '曾中断' },
  }),
];

const messages = [
  row('报文'),
  flow({
    title: '报文速率',
    description: '每秒接受、重复、拒收的报文。',
    query: health(
      (['accepted', 'duplicates', 'rejected'] as const).map(
        (field) => `1000 * sum("${field}") / sum("interval_ms") AS "${field}"`,
      ),
      '$col',
    ),
    unit: 'mps',
    decimals: 1,
    names: { accepted: '接受', duplicates: '重复', rejected: '异常' },
    legendCalcs: ['mean', 'max'],
  }),
  flow({
    title: '异常报文(按原因)',
    description: '每段时间内的拒收数;一条报文可有几个桶各自被拒。',
    query: health(
      REJECTION_REASONS.map((reason) => `${sumOf(rejectedField(reason))} AS "${rejectedField(reason)}"`),
      '$col',
    ),
    unit: 'short',
    decimals: 0,
    draw: 'bars',
    stacked: true,
    names: REASON_NAMES,
    legendCalcs: ['sum'],
  }),
  flow({
    title: '确认时延',
    description: '从收到报文到 PUBACK(已落盘);每 16 条取 1 条。',
    query: health([`mean("ack_p50_ms") AS "p50"`, `max("ack_p99_ms") AS "p99"`], '$col'),
    unit: 'ms',
    decimals: 1,
    names: { p50: '中位数', p99: 'P99(最差)' },
    legendCalcs: ['mean', 'max'],
  }),
  flow({
    title: '缺失报文',
    description: '各站序号中至今的缺口总数;上升说明有报文没有送达。',
    query: health([`max("missing") AS "missing"`], '$col'),
    unit: 'short',
    decimals: 0,
    names: { missing: '缺失' },
    legendCalcs: ['lastNotNull'],
  }),
];

const storage = [
  row('日志与历史库'),
  flow({
    title: '日志大小',
    description: '日志与其限额;历史库中断时日志增长。',
    query: health([`max("journal_bytes") AS "used"`, `max("journal_max_bytes") AS "quota"`], '$col'),
    unit: 'bytes',
    names: { used: '已用', quota: '限额' },
  }),
  flow({
    title: '历史落后(时间)',
    description: '最早一条还没写入历史库的报文等了多久;橙 ≥ 1 分钟,红 ≥ 10 分钟。',
    query: health([`max("history_behind_ms") AS "behind"`], '$col'),
    unit: 'ms',
    steps: MUCH_TIME_MS,
    names: { behind: '落后' },
    legendCalcs: ['max'],
  }),
  flow({
    title: '历史落后(字节)',
    description: '还没写入历史库的日志。',
    query: health([`max("history_behind_bytes") AS "behind"`], '$col'),
    unit: 'bytes',
    names: { behind: '落后' },
    legendCalcs: ['max'],
  }),
  flow({
    title: '历史库无法写入的片段',
    description: '启动以来放在一边的日志片段,须有人查看。',
    query: health([`max("history_frames_aside") AS "aside"`], '$col'),
    unit: 'short',
    decimals: 0,
    steps: FAILING,
    names: { aside: '片段' },
    legendCalcs: ['lastNotNull'],
  }),
];

const hub = [
  row('枢纽与投放站'),
  flow({
    title: '连接',
    description: '在线投放站与全部 MQTT 连接。',
    query: health([`max("stations_online") AS "stations"`, `max("connections") AS "connections"`], '$col'),
    unit: 'short',
    decimals: 0,
    names: { stations: '在线投放站', connections: '连接' },
    legendCalcs: ['lastNotNull'],
  }),
  flow({
    title: '内存',
    description: '枢纽进程占用的内存(RSS)。',
    query: health([`max("rss_bytes") AS "rss"`], '$col'),
    unit: 'bytes',
    names: { rss: '内存' },
    legendCalcs: ['max'],
  }),
  flow({
    title: '事件循环延迟',
    description: 'P99;枢纽忙不过来时上升。',
    query: health([`max("event_loop_p99_ms") AS "loop"`], '$col'),
    unit: 'ms',
    decimals: 1,
    names: { loop: 'P99' },
    legendCalcs: ['max'],
  }),
  flow({
    title: '被拒绝的连接',
    description: '每段时间内没有放行的 CONNECT:未知站号、错误令牌、超限。',
    query: health([`${sumOf('refused_connections')} AS "refused"`], '$col'),
    unit: 'short',
    decimals: 0,
    draw: 'bars',
    names: { refused: '拒绝' },
    legendCalcs: ['sum'],
  }),
  table({
    title: '各桶读数(最少的在前)',
    description: '所选时间内每个桶的可信读数:少的桶传感器或网络有问题。',
    width: 12,
    query: rows(
      ROLL_UPS,
      `SELECT sum("readings") AS "readings" FROM "fill_level_hour" WHERE ${BINS} GROUP BY "grid", "station", "bin"`,
    ),
    columns: ['grid', 'station', 'bin', 'readings'],
    sortBy: { column: 'readings' },
  }),
  table({
    title: '不可信读数(最多的在前)',
    description: '24 小时内超出物理范围的读数:传感器故障、无回波、被遮挡。',
    width: 12,
    query: rows(
      RAW,
      `SELECT count("fill_level") AS "readings" FROM "fill_level" WHERE ${BINS} AND "quality" = 1
       GROUP BY "grid", "station", "bin"`,
    ),
    timeFrom: '24h',
    columns: ['grid', 'station', 'bin', 'readings'],
    sortBy: { column: 'readings', descending: true },
    noValue: '没有不可信的读数',
  }),
];

export const INGEST = dashboard({
  uid: 'hub-ingest',
  title: '接入健康',
  description: '枢纽自己每 15 秒写下的情况:报文、异常、重复、缺失、日志、历史库。筛选只作用于最后两个表。',
  from: 'now-6h',
  variables: ['grid', 'station', 'bin'],
  panels: [...now, ...messages, ...storage, ...hub],
});

/** Of the whole range, or over time where several columns are named. */
function health(what: string | readonly string[], alias?: string): Target {
  const where = `FROM "hub_health" WHERE ${IN_RANGE}`;
  if (typeof what === 'string') return series(RAW, `SELECT ${what} ${where}`);
  return series(RAW, `SELECT ${what.join(', ')} ${where} GROUP BY time($__interval) fill(none)`, alias);
}

function sumOf(field: CountField): string {
  return `sum("${field}")`;
}

function lastOf(field: HealthField): string {
  return `last("${field}")`;
}

function figure(spec: Omit<StatSpec, 'width' | 'min'>) {
  return stat({ width: 4, min: 0, ...spec });
}

function flow(spec: Omit<GraphSpec, 'width' | 'min'>) {
  return graph({ width: 6, min: 0, ...spec });
}
