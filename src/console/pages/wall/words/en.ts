import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Wall',
  online: 'Stations online',
  offline: 'Stations offline',
  full: 'Full bins',
  alerts: 'Open alerts',
  criticalOnes: '{count} critical',
  closure: 'Closure rate today',
  nothingDue: 'nothing due today',
  overdue: 'Overdue today',
  deposits: 'Deposits today',
  of: 'of {count}',
  times: '{count}',
  noAlerts: 'No alert is open.',
  more: '{count} more',
  fullest: 'Fullest bins',
  noLevels: 'No readings.',
  noAdvisories: 'No advisory.',
  allOnline: 'All are online.',
};
