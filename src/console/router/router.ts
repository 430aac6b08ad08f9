// The pages, found by their files; who may go where; what happens when a page cannot be loaded.
import { createRouter, createWebHistory } from 'vue-router';
import type { PageRoute } from '../page-route.ts';
import { isSessionKnown, useSession } from '../session/session.ts';
import { loadAgainOnce } from './load-again.ts';

const files = import.meta.glob<{ route: PageRoute }>('../pages/*/route.ts', { eager: true });
const pages = Object.values(files).map(({ route }) => route);
const inOrder = pages
  .filter(({ meta }) => meta.nav)
  .sort((one, other) => (one.meta.nav?.order ?? 0) - (other.meta.nav?.order ?? 0));

export const router = createRouter({
  history: createWebHistory(),
  routes: [{ path: '/', redirect: firstPage }, ...pages],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach((to) => {
  const { isSignedIn } = useSession();
  if (to.meta.open || isSignedIn.value || !isSessionKnown()) return true;
  return { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } };
});
router.onError((error, to) => loadAgainOnce(error, to));

/** The first page that one may see; without the hub the first of all, which is kept. */
function firstPage(): string {
  const { may } = useSession();
  const first = inOrder.find(({ meta: { right } }) => right === undefined || may(right));
  return (first ?? inOrder[0])?.path ?? '/my-account';
}
