import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/rejections',
  name: 'rejections',
  component: () => import('./rejections-page.vue'),
  meta: {
    title: 'rejections.title',
    nav: {
      order: 70,
      icon: 'M3 4h18v11h-2V6H5v12h8v2H3V4zm13.6 12.2L19 18.6l2.4-2.4 1.4 1.4-2.4 2.4 2.4 2.4-1.4 1.4-2.4-2.4-2.4 2.4-1.4-1.4 2.4-2.4-2.4-2.4z',
    },
    right: 'listRejections',
  },
};
