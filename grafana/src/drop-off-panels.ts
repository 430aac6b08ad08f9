// Panels of deposits by day and stream, the same on every dashboard that has them; of what is chosen above.
import { graph, type Panel } from './panel.ts';
import { BINS, DAY, ROLL_UPS, series } from './queries.ts';

/** Is: the recognised stream is the bin's. Of: those that the camera was sure enough of. */
export const ACCURACY = 'sum("correct") / sum("decided") AS "accuracy"';

const LOCAL_DAY = '一天从北京时间零点算起';

export function dropOffsByDay(width: number): Panel {
  return graph({
    title: '每日投放次数',
    description: `按四分类;${LOCAL_DAY}。`,
    width,
    query: series(ROLL_UPS, byDay('sum("drop_offs")'), '$tag_stream'),
    unit: 'short',
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    byStream: true,
    legendCalcs: ['sum'],
  });
}

export function weightByDay(width: number): Panel {
  return graph({
    title: '每日投放重量',
    description: `按四分类,没有称重的投放不计;${LOCAL_DAY}。`,
    width,
    query: series(ROLL_UPS, byDay('sum("weight_kg")'), '$tag_stream'),
    unit: 'masskg',
    decimals: 1,
    min: 0,
    draw: 'bars',
    stacked: true,
    byStream: true,
    legendCalcs: ['sum'],
  });
}

export function accuracyByDay(width: number): Panel {
  return graph({
    title: '每日投放准确率(AI识别)',
    description: `按桶的分类,只计可判定的投放;${LOCAL_DAY}。`,
    width,
    query: series(ROLL_UPS, byDay(ACCURACY, 'AND "decided" > 0'), '$tag_stream'),
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    byStream: true,
  });
}

function byDay(what: string, where = ''): string {
  return `SELECT ${what} FROM "drop_off_hour" WHERE ${BINS} ${where} GROUP BY ${DAY}, "stream" fill(none)`;
}
