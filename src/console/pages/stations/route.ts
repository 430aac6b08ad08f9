import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/stations',
  name: 'stations',
  component: () => import('./stations-page.vue'),
  meta: {
    title: 'stations.title',
    nav: {
      order: 20,
      icon: 'M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
    },
    right: 'listStationLevels',
  },
};
