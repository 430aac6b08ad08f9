// The pages that the one who is signed in can go to, in order.
import { type ComputedRef, computed } from 'vue';
import { useRouter } from 'vue-router';
import { isSessionKnown, useSession } from '../session/session.ts';

export interface NavEntry {
  name: string;
  title: string;
  icon: string;
}

/** So many stand in the bar of a phone; the rest is behind "more". */
export const BAR_PAGES = 4;

/** Drawing of one's own account. */
export const PERSON = 'M12 3a4.5 4.5 0 110 9 4.5 4.5 0 010-9zM3 21c0-4 4-7 9-7s9 3 9 7z';

export function useNavigation(): ComputedRef<NavEntry[]> {
  const router = useRouter();
  const { may } = useSession();
  const entries = router.getRoutes().flatMap(({ name, meta: { title, nav, right } }) => {
    return nav ? [{ name: String(name), title, icon: nav.icon, order: nav.order, right }] : [];
  });
  entries.sort((one, other) => one.order - other.order);
  // Without a network nobody is known, and what is kept may be looked at.
  return computed(() =>
    entries.filter(({ right }) => right === undefined || !isSessionKnown() || may(right)),
  );
}
