// Words of the page of who is on duty; those of roles are the alerts page's.

export const words = {
  title: '值班',
  empty: '没有安排值班：无人会被催办。请管理员在 duty.yaml 中设置。',
  now: '现在',
  next: '下一班',
  nobody: '无人',
  until: '至 {time}',
  from: '{time} 起',
  noNext: '七天内没有下一班',
  gaps: '无人值班（七天内）',
  noGaps: '七天内每种告警都有人值班。',
  gapKinds: { hazard: '险情', full: '满溢', device: '设备故障', reported: '人工上报' },
  gap: '{from} 至 {until}，服务时间内 {minutes}',
  limits: '时限',
  limitsLead: '自发出告警起，按服务时间计；险情按钟表时间计。',
  severity: '级别',
  limit: {
    acknowledgeMinutes: '未接单催B角',
    supervisorMinutes: '未接单催班长',
    resolveMinutes: '未办结催办',
  },
  me: '我',
  placeA: 'A角',
  placeB: 'B角',
};
