import type { PageRoute } from '../../page-route.ts';

export const route: PageRoute = {
  path: '/settings/:section?',
  name: 'settings',
  component: () => import('./settings-page.vue'),
  meta: {
    title: 'settings.title',
    nav: { order: 90, icon: 'M4 6h9V4h2v6h-2V8H4V6zm13 0h3v2h-3V6zM4 16h3v-2h2v6H7v-2H4v-2zm7 0h9v2h-9v-2z' },
    right: 'addStations',
  },
};
