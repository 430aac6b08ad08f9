import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/report',
  name: 'report-sight',
  component: () => import('./report-sight-page.vue'),
  meta: { title: 'report-sight.title', right: 'reportAlert' },
};
