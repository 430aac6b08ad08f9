// The words and colours of the dashboards: streams, columns of tables, levels of concern. No other file names them.
import { glossary } from '../../src/model/glossary/zh-CN.ts';
import type { RejectionReason } from '../../src/model/rejection.ts';
import type { Stream } from '../../src/model/stream.ts';

interface StreamLook {
  label: string;
  colour: string;
}

export const STREAM_LOOKS: Readonly<Record<Stream, StreamLook>> = {
  recyclable: { label: glossary.streams.recyclable, colour: 'blue' },
  hazardous: { label: glossary.streams.hazardous, colour: 'red' },
  food: { label: glossary.streams.food, colour: 'green' },
  residual: { label: glossary.streams.residual, colour: '#8e8e8e' },
};

/** Why a message was refused (异常报文). */
export const REASON_WORDS: Readonly<Record<RejectionReason, string>> = glossary.rejectionReasons;

/** Of alerts, as messages to people say them. */
export const RULE_WORDS = glossary.rules;

export interface Step {
  /** From this value on; null for all below the next. */
  value: number | null;
  color: string;
}

/** A bin is full from 80 % on; over 90 % it must be emptied now. */
export const LEVEL_STEPS: readonly Step[] = [
  { value: null, color: 'green' },
  { value: 0.6, color: 'yellow' },
  { value: 0.8, color: 'orange' },
  { value: 0.9, color: 'red' },
];

/** Of a 12 V lead battery. */
export const BATTERY_STEPS: readonly Step[] = [
  { value: null, color: 'red' },
  { value: 11.8, color: 'orange' },
  { value: 12.2, color: 'green' },
];

export const ACCURACY_STEPS: readonly Step[] = [
  { value: null, color: 'red' },
  { value: 0.7, color: 'orange' },
  { value: 0.85, color: 'green' },
];

export const TEMPERATURE_STEPS: readonly Step[] = [
  { value: null, color: 'green' },
  { value: 50, color: 'orange' },
  { value: 70, color: 'red' },
];

export const ONE_COLOUR: readonly Step[] = [{ value: null, color: 'blue' }];

/** Nothing of it is good; from `much` on it is bad. */
export function fromZero(much: number): readonly Step[] {
  return [
    { value: null, color: 'green' },
    { value: 1, color: 'orange' },
    { value: much, color: 'red' },
  ];
}

export interface Column {
  label: string;
  unit: string;
  decimals?: number;
  min?: number;
  max?: number;
  steps?: readonly Step[];
  /** What stands for a value. */
  words?: Readonly<Record<string, string>>;
  /** Shows the value as a bar in its colour. */
  gauge?: boolean;
}

const streamWords = Object.fromEntries(
  Object.entries({ ...STREAM_LOOKS, unknown: { label: '无法识别' } }).map(([code, { label }]) => [
    code,
    label,
  ]),
);

/** Columns of tables by the name of their tag, or of the `AS` of their query. */
export const COLUMNS = {
  Time: { label: '时间', unit: 'dateTimeAsLocal' },
  grid: { label: '网格', unit: 'string' },
  station: { label: '投放站', unit: 'string' },
  bin: { label: '桶', unit: 'string' },
  stream: { label: '分类', unit: 'string', words: streamWords },
  level: {
    label: '满溢度',
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    steps: LEVEL_STEPS,
    gauge: true,
  },
  level_before: {
    label: '清运前',
    unit: 'percentunit',
    decimals: 0,
    min: 0,
    max: 1,
    steps: LEVEL_STEPS,
    gauge: true,
  },
  level_after: { label: '清运后', unit: 'percentunit', decimals: 0, min: 0, max: 1 },
  source: {
    label: '依据',
    unit: 'string',
    words: { message: '投放站报文', crew: '收运员确认', sensor: '传感器读数' },
  },
  rule: { label: '告警', unit: 'string', words: RULE_WORDS },
  open: { label: '状态', unit: 'string', words: { '0': '已办结', '1': '未结' } },
  alerts: { label: '件数', unit: 'short', decimals: 0 },
  median: { label: '中位数', unit: 'ms', decimals: 0 },
  p90: { label: 'P90', unit: 'ms', decimals: 0 },
  took: { label: '处置时长', unit: 'ms', decimals: 0 },
  reason: { label: '结果', unit: 'string', words: glossary.resolvedReasons },
  note: { label: '备注', unit: 'string' },
  drop_offs: { label: '投放次数', unit: 'short', decimals: 0 },
  weight_kg: { label: '重量', unit: 'masskg', decimals: 1 },
  decided: { label: '可判定次数', unit: 'short', decimals: 0 },
  accuracy: { label: '投放准确率', unit: 'percentunit', decimals: 1, min: 0, max: 1, steps: ACCURACY_STEPS },
  recognised: { label: 'AI 识别', unit: 'string', words: streamWords },
  confidence: { label: '置信度', unit: 'percentunit', decimals: 0, min: 0, max: 1 },
  label: { label: '物品', unit: 'string' },
  online: { label: '状态', unit: 'string', words: { '0': '离线', '1': '在线' } },
  battery_v: { label: '电池', unit: 'volt', decimals: 2, steps: BATTERY_STEPS },
  signal_dbm: { label: '信号', unit: 'dBm', decimals: 0 },
  kind: {
    label: '事件',
    unit: 'string',
    words: {
      fire: '起火',
      smoke: '烟雾',
      tilt: '倾斜',
      'door-open': '箱门打开',
      intrusion: '非法开启',
      fault: '故障',
      other: '其他',
    },
  },
  phase: { label: '阶段', unit: 'string', words: { raised: '发生', cleared: '解除' } },
  code: { label: '代码', unit: 'string' },
  detail: { label: '说明', unit: 'string' },
  operator: { label: '收运员', unit: 'string' },
  readings: { label: '读数', unit: 'short', decimals: 0 },
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;
