import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/duty',
  name: 'duty',
  component: () => import('./duty-page.vue'),
  meta: {
    title: 'duty.title',
    nav: {
      order: 40,
      icon: 'M9 11a4 4 0 100-8 4 4 0 000 8zm0 2c-3.3 0-8 1.6-8 5v3h16v-3c0-3.4-4.7-5-8-5zm8-2a3.5 3.5 0 100-7v7zm1 2.2c1.6 1.1 2.6 2.6 2.6 4.8v3H23v-3c0-2.7-2.6-4.2-5-4.8z',
    },
    right: 'getDuty',
  },
};
