import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/stations/:id',
  name: 'station',
  component: () => import('./station-page.vue'),
  meta: { title: 'station.title', right: 'getStation' },
};
