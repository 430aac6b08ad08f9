import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/alerts',
  name: 'alerts',
  component: () => import('./alerts-page.vue'),
  meta: {
    title: 'alerts.title',
    nav: {
      order: 10,
      icon: 'M12 22a2.5 2.5 0 002.5-2.5h-5A2.5 2.5 0 0012 22zm7-6v-5c0-3.3-1.8-6-5-6.7V3.5a2 2 0 00-4 0v.8C6.8 5 5 7.7 5 11v5l-2 2v1h18v-1z',
    },
    right: 'listAlerts',
  },
};
