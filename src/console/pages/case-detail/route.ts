import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/alerts/:id',
  name: 'case-detail',
  component: () => import('./case-detail-page.vue'),
  meta: { title: 'case-detail.title', right: 'getAlert' },
};
