// The words of the field in Chinese, as it is written in mainland China: what messages, the console and the
// dashboards call a thing. One thing has one word, and it stands here.

export const glossary = {
  streams: { recyclable: '可回收物', hazardous: '有害垃圾', food: '厨余垃圾', residual: '其他垃圾' },
  severities: { notice: '提示', warning: '警告', critical: '紧急' },
  rules: {
    hazard: '火情、烟雾等险情',
    'bin-overflowing': '桶已满溢出',
    'bin-full': '桶已满',
    'collection-overdue': '超时未清运',
    'bin-full-soon': '桶即将满',
    'station-offline': '投放站离线',
    'sensor-fault': '传感器故障',
    'station-clock': '投放站时钟有误',
    'station-message-faults': '投放站异常报文',
    reported: '人工上报',
  },
  reportKinds: {
    overflow: '满溢',
    litter: '周边散落垃圾',
    smell: '异味',
    damage: '设施损坏',
    blocked: '通道或投口受阻',
    fire: '火情',
    other: '其他',
  },
  standings: {
    open: '待接单',
    accepted: '已接单',
    arrived: '已到场',
    emptied: '已清运，待传感器确认',
    cannot: '无法处理',
    'void-asked': '申请作废，待第二人确认',
    closed: '已办结',
  },
  resolvedReasons: {
    emptied: '已清运',
    cleared: '已恢复',
    'by-hand': '人工办结',
    superseded: '已并入更严重的告警',
    void: '作废',
    outside: '外部系统办结',
  },
  advisoryKinds: { overflowing: '有桶满溢', 'many-near-full': '多桶将满', hazard: '发生险情' },
  rejectionReasons: {
    'unknown-topic': '未知主题',
    'wrong-station': '他站主题',
    'bad-json': '不是 JSON',
    'bad-shape': '字段不对',
    'unknown-bin': '未登记的桶',
    'no-depth': '缺少桶深',
    'too-late': '太迟',
    'seq-reused': '序号重复',
    'seq-gaps': '序号断续',
    'too-many-boots': '启动过多',
    'too-large': '过大',
  },
};

export type Glossary = typeof glossary;
