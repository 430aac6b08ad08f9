// Words of the page of refused kiosks, in Chinese.

export const words = {
  title: '被拒设备',
  intro: '最近尝试连接但未被接受的设备。核对编号和地址后，可以直接添加为投放站。',
  none: '没有被拒绝的连接。',
  refresh: '刷新',
  noName: '（没有编号）',
  user: '编号',
  reason: '原因',
  from: '来自',
  times: '次数',
  last: '最近一次',
  first: '第一次',
  add: '添加此投放站',
  newToken: '换发令牌',
  reasons: {
    'unknown-user': '没有登记这个编号。',
    'wrong-token': '令牌不对：设备里的令牌已过期或输入有误。',
    'not-in-service': '该投放站已停用。',
    'no-credentials': '没有提供编号或令牌。',
    'demo-token-off-loopback': '演示令牌只能在本机使用。',
    'protocol-version': '不是 MQTT 3.1.1。',
    'empty-client-id': '没有 client id，也没有要求 clean session。',
    'foreign-client-id': 'client id 必须与编号相同。',
  },
};
