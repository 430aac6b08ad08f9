import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/my-account',
  name: 'my-account',
  component: () => import('./my-account-page.vue'),
  meta: { title: 'frame.account' },
};
