import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/silences',
  name: 'silences',
  component: () => import('./silences-page.vue'),
  meta: {
    title: 'silences.title',
    nav: {
      order: 60,
      icon: 'M3.3 2L2 3.3l4.6 4.6C5.5 9 5 10 5 11v5l-2 2v1h14.7l3 3 1.3-1.3zM12 22a2.5 2.5 0 002.5-2.5h-5A2.5 2.5 0 0012 22zm7-7.3V11c0-3.3-1.8-6-5-6.7V3.5a2 2 0 00-4 0v.8c-.5.1-1 .3-1.5.5z',
    },
    right: 'listSilences',
  },
};
