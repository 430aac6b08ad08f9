export const words = {
  title: '登录',
  name: '用户名',
  password: '密码',
  submit: '登录',
  waiting: '正在登录…',
  forgotten: '忘记密码？请联系管理员重置。',
};
