// Which cards are shown: kept in the address, so that it survives a reload and can be sent to somebody.
import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { STREAMS } from '../../../parts/stream.ts';
import type { Stream } from '../alert.ts';
import type { Card } from '../cards/card.ts';
import { isHeldBy } from '../deeds/standing.ts';

export interface Filter {
  area?: string;
  stream?: Stream;
  mine: boolean;
}

export function useFilter(): { filter: Ref<Filter>; choose(change: Partial<Filter>): void } {
  const route = useRoute();
  const router = useRouter();
  const filter = computed((): Filter => {
    const { area, stream, mine } = route.query;
    const known = STREAMS.find((one) => one === stream);
    return {
      ...(typeof area === 'string' && area !== '' && { area }),
      ...(known && { stream: known }),
      mine: mine === '1',
    };
  });
  return {
    filter,
    choose(change) {
      const { area, stream, mine } = { ...filter.value, ...change };
      void router.replace({
        query: { ...(area && { area }), ...(stream && { stream }), ...(mine && { mine: '1' }) },
      });
    },
  };
}

/** The area is the hub's to filter. Without a name nothing is mine. */
export function isShown(card: Card, { stream, mine }: Filter, me: string | undefined): boolean {
  if (stream !== undefined && card.stream !== stream) return false;
  return !mine || me === undefined || isHeldBy(card.alerts, me);
}

export function isFiltering({ area, stream, mine }: Filter): boolean {
  return area !== undefined || stream !== undefined || mine;
}
