import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/closure',
  name: 'closure',
  component: () => import('./closure-page.vue'),
  meta: {
    title: 'closure.title',
    nav: { order: 50, icon: 'M4 20h17v2H2V3h2zm2-2v-6h3v6zm5 0V6h3v12zm5 0V9h3v9z' },
    right: 'getAreaClosure',
  },
};
