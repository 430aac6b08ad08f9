import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/wall',
  name: 'wall',
  component: () => import('./wall-page.vue'),
  meta: {
    title: 'wall.title',
    nav: { order: 30, icon: 'M3 4h18v12H3zM5 6v8h14V6zm3 12h8v2H8z' },
    right: 'getAreaStatistics',
    bare: true,
  },
};
