// Panels of emptyings (清运): how often, how full the bins were, and how often for nothing (空跑).
import { WASTED_BELOW } from '../../src/model/emptying.ts';
import { type GraphSpec, graph, type Panel, row, stat, table } from './panel.ts';
import { BINS, DAY, RAW, rows, series } from './queries.ts';
import { LEVEL_STEPS, type Step } from './words.ts';

const WASTED_PERCENT = `${Math.round(WASTED_BELOW * 100)}%`;
const WASTED_STEPS: readonly Step[] = [
  { value: null, color: 'green' },
  { value: 0.1, color: 'orange' },
  { value: 0.3, color: 'red' },
];
const MEAN_LEVEL = 'mean("level_before")';
const WASTED = 'mean("wasted")';
const LOCAL_DAY = '一天从北京时间零点算起';

const figures: Panel[] = [
  stat({
    title: '清运次数',
    description: '所选时间内由满溢度下降确认的清运。',
    width: 8,
    query: series(RAW, emptyings('count("level_before")')),
    unit: 'short',
    decimals: 0,
    min: 0,
    noValue: '0',
  }),
  stat({
    title: '清运前平均满溢度',
    description: '所选时间内各次清运前的满溢度的平均。',
    width: 8,
    query: series(RAW, emptyings(MEAN_LEVEL)),
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
  }),
  stat({
    title: '空跑率',
    description: `清运前满溢度不足 ${WASTED_PERCENT} 的次数 ÷ 清运次数。`,
    width: 8,
    query: series(RAW, emptyings(WASTED)),
    unit: 'percentunit',
    decimals: 1,
    min: 0,
    max: 1,
    steps: WASTED_STEPS,
  }),
];

const days: Panel[] = [
  byDay({
    title: '每日清运次数',
    description: `按四分类;${LOCAL_DAY}。`,
    what: 'count("level_before")',
    unit: 'short',
    draw: 'bars',
    stacked: true,
    legendCalcs: ['sum'],
  }),
  byDay({
    title: '每日清运前平均满溢度',
    description: `按四分类;${LOCAL_DAY}。`,
    what: MEAN_LEVEL,
    unit: 'percentunit',
    max: 1,
    steps: LEVEL_STEPS,
  }),
  byDay({
    title: '每日空跑率',
    description: `按四分类:清运前满溢度不足 ${WASTED_PERCENT} 的次数 ÷ 清运次数;${LOCAL_DAY}。`,
    what: WASTED,
    unit: 'percentunit',
    max: 1,
  }),
];

const list = table({
  title: '清运(最近 100 次)',
  description: '所选时间内;依据说明由谁给出时间:投放站报文、收运员确认或第一个低读数。',
  width: 24,
  query: rows(
    RAW,
    `SELECT "grid", "station", "bin", "stream", "level_before", "level_after", "source", "operator"
     FROM "emptying" WHERE ${BINS} ORDER BY time DESC LIMIT 100`,
  ),
  columns: ['Time', 'grid', 'station', 'bin', 'stream', 'level_before', 'level_after', 'source', 'operator'],
  noValue: '没有清运',
});

export const EMPTYING_PANELS: readonly Panel[] = [row('清运'), ...figures, ...days, list];

function emptyings(what: string): string {
  return `SELECT ${what} FROM "emptying" WHERE ${BINS}`;
}

function byDay({ what, ...spec }: Omit<GraphSpec, 'query' | 'width'> & { what: string }): Panel {
  const query = `${emptyings(what)} GROUP BY ${DAY}, "stream" fill(none)`;
  return graph({
    width: 8,
    decimals: 0,
    min: 0,
    byStream: true,
    query: series(RAW, query, '$tag_stream'),
    ...spec,
  });
}
