import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/:unknown(.*)*',
  name: 'not-found',
  component: () => import('./not-found-page.vue'),
  meta: { title: 'not-found.title', open: true },
};
