import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/menu',
  name: 'menu',
  component: () => import('./menu-page.vue'),
  meta: { title: 'frame.more' },
};
