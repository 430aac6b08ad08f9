// Words of the page on which a person reports what no sensor sees.

export const words = {
  title: '上报',
  what: '看到了什么',
  station: '投放站',
  search: '名称或编号',
  chosen: '已选：{name}',
  change: '换一个',
  noMatch: '没有找到投放站。',
  moreMatches: '还有 {count} 个，请再输入几个字。',
  bin: '哪个桶（可不选）',
  wholeStation: '整个投放站',
  place: '具体位置（可不填）',
  note: '说明（可不填）',
  send: '上报',
  sent: '已上报',
  sentAgain: '此前已有人上报，已合并。',
  open: '查看告警',
  another: '再上报一件',
  failed: '未成功：{why}',
};
