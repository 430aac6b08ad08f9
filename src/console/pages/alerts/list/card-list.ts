// The cards that are shown, in their groups and places. A card keeps its place while somebody is at work on the page;
// when nobody has touched it for a while, urgency decides anew.
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useNow } from '../../../formats/clock.ts';
import type { Alert } from '../alert.ts';
import { type Card, cardsOf, type Group } from '../cards/card.ts';
import { groupsOf, placeCards } from '../cards/order.ts';

/** So long without a touch, a key or a scroll: nobody is aiming at anything. */
const IDLE_MS = 30_000;
/** What is pressed so soon after something moved was aimed at what stood there before. */
const SETTLING_MS = 400;
const TOUCHES = ['pointerdown', 'keydown', 'scroll', 'wheel'] as const;

export interface CardList {
  groups: Ref<{ group: Group; cards: Card[] }[]>;
  /** Places everything by urgency. */
  settle(): void;
  /** Something has moved just now: presses do not count. */
  isSettling: Ref<boolean>;
}

export function useCardList(byId: ReadonlyMap<string, Alert>, isShown: (card: Card) => boolean): CardList {
  const now = useNow();
  const settled = ref(0);
  const isSettling = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before: readonly string[] = [];
  let last = new Map<string, Card>();
  let touchedAt = performance.now();

  const placed = computed(() => {
    void settled.value;
    const cards = cardsOf(byId.values(), now.value).map((card) => sameOr(last.get(card.key), card));
    last = new Map(cards.map((card) => [card.key, card]));
    const next = placeCards(before, cards.filter(isShown));
    before = next.map(({ key }) => key);
    return next;
  });

  function settle(): void {
    before = [];
    settled.value++;
  }

  const touched = () => {
    touchedAt = performance.now();
  };
  for (const name of TOUCHES) window.addEventListener(name, touched, { passive: true, capture: true });
  onScopeDispose(() => {
    clearTimeout(timer);
    for (const name of TOUCHES) window.removeEventListener(name, touched, { capture: true });
  });
  watch(placed, (next, stood) => {
    if (stood.length === 0 || stood.every(({ key }, place) => key === next[place]?.key)) return;
    isSettling.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSettling.value = false;
    }, SETTLING_MS);
  });
  watch(now, () => {
    if (performance.now() - touchedAt > IDLE_MS) settle();
  });

  return {
    groups: computed(() => groupsOf(placed.value)),
    settle,
    isSettling,
  };
}

/** The very same object when nothing changed: it is not drawn again then. */
function sameOr(before: Card | undefined, card: Card): Card {
  const isSame =
    before !== undefined &&
    before.group === card.group &&
    before.isDone === card.isDone &&
    before.alerts.length === card.alerts.length &&
    before.alerts.every((alert, place) => alert === card.alerts[place]);
  return isSame ? before : card;
}
