export const words = { title: '没有此页面', advice: '地址可能有误，或页面已移动。', home: '回到首页' };
