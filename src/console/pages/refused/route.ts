import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/refused',
  name: 'refused',
  component: () => import('./refused-page.vue'),
  meta: {
    title: 'refused.title',
    nav: {
      order: 75,
      icon: 'M4 3h11v2H6v14h9v2H4V3zm13.6 5.2L19 9.6 16.6 12l2.4 2.4-1.4 1.4-2.4-2.4-2.4 2.4-1.4-1.4 2.4-2.4-2.4-2.4 1.4-1.4 2.4 2.4 2.4-2.4z',
    },
    right: 'listRefusedConnections',
  },
};
