// The pages, found by their files; who may go where; what happens when a page cannot be loaded.
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router';
import type { PageRoute } from '../page-route.ts';
import { isSessionKnown, useSession } from '../session/session.ts';
import { loadAgainOnce } from './load-again.ts';

const files = import.meta.glob<{ route: PageRoute }>('../pages/*/route.ts', { eager: true });

export const pages: readonly PageRoute[] = Object.values(files).map(({ route }) => route);

/** What the bars of the frame show, in order. */
export const navigation = pages
  .flatMap((page) => (page.meta.nav ? [{ ...page, nav: page.meta.nav }] : []))
  .sort((one, other) => one.nav.order - other.nav.order);

export const router = createRouter({
  history: createWebHistory(),
  routes: [{ path: '/', redirect: firstPage }, ...(pages as readonly RouteRecordRaw[])],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach((to) => {
  const { isSignedIn } = useSession();
  if (to.meta.open || isSignedIn.value || !isSessionKnown()) return true;
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
});
router.onError((error, to) => loadAgainOnce(error, to));

/** The first page that one may see; without the hub the alerts, which are kept. */
function firstPage(_to: RouteLocationNormalized): string {
  const { may } = useSession();
  const first = navigation.find(({ meta: { right } }) => right === undefined || may(right));
  return (first ?? navigation[0])?.path ?? '/my-account';
}
