import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/sign-in',
  name: 'sign-in',
  component: () => import('./sign-in-page.vue'),
  meta: { title: 'sign-in.title', open: true, bare: true },
};
