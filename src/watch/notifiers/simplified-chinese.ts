// Messages in Chinese as it is written in mainland China.
import { glossary } from '../../model/glossary/zh-CN.ts';
import type { Words } from './words.ts';

export const simplifiedChinese: Words = {
  ...glossary,
  steps: {
    raised: '',
    nobody: '无人值班',
    second: '超时未接单',
    supervisor: '仍未接单',
    cannot: '现场无法处理',
    overdue: '超时未办结',
  },
  heads: { raised: '告警', escalated: '催办', resolved: '办结' },
  title: (head, text) => `【${head}】${text}`,
  advisory: '预警',
  advisoryEnded: '预警解除',
  digest: (count) => `告警汇总：${count} 件`,
  test: '测试消息',
  testBody: (notifier) => `这是投放站平台通过“${notifier}”发送的测试消息，无需处理。`,
  labels: {
    station: '投放站',
    grid: '网格',
    bin: '桶',
    severity: '级别',
    level: '满溢程度',
    since: '开始时间',
    happened: '发生时间',
    heard: '收到时间',
    step: '催办原因',
    asked: '责任人',
    report: '上报',
    note: '说明',
    resolved: '结果',
    externalCase: '外部案件号',
    room: '可投放',
    time: '时间',
  },
  openCase: '查看并处理',
  more: (count) => `另有 ${count} 件，请在平台查看`,
  colon: '：',
  comma: '、',
  level: (percent, freeLitres) =>
    freeLitres === undefined ? `${percent}%` : `${percent}%，余 ${freeLitres} 升`,
  since: (clockTime, minutes) => `${clockTime}（已 ${durationText(minutes)}）`,
  resolved: (clockTime, reason, by) => `${clockTime} ${reason}${by === undefined ? '' : `（${by}）`}`,
  people: (names, shown, all) => (all > shown ? `${names}等 ${all} 人` : names),
  room: (station, litres, metres) => `${station}（${metres} 米，余 ${litres} 升）`,
};

function durationText(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分钟`;
  return `${Math.floor(hours / 24)} 天`;
}
