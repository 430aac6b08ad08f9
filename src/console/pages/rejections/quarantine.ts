// The refused messages that match what is asked, page after page, and taking them in again.
import { computed, reactive, ref } from 'vue';
import { ask } from '../../api/ask.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useSending } from '../../api/use-sending.ts';
import { outcomesOf, type Rejection, type ReplayAnswer, type ReplayOutcome } from './rejection.ts';

const PATH = '/api/v1/rejections';
const PAGE_ITEMS = 50;
/** The most that the hub takes in at once. */
const MOST_AT_ONCE = 1_000;

interface Page {
  items: Rejection[];
  nextCursor?: string;
}

export interface Filter {
  station?: string | undefined;
  reason?: string | undefined;
}

export interface ReplaySum {
  replayed: number;
  failed: ReplayAnswer['failed'];
  /** As many as go at once: there may be more. */
  isPart: boolean;
}

export function useQuarantine(filter: () => Filter) {
  const pages = useLoaded<Page>((signal) => askPage({ signal }));
  const sending = useSending();
  const outcomes = reactive(new Map<string, ReplayOutcome>());
  const sum = ref<ReplaySum>();

  function askPage(options: { signal?: AbortSignal; cursor?: string | undefined }): Promise<Page> {
    const { signal, cursor } = options;
    const query = { ...filter(), limit: PAGE_ITEMS, cursor };
    return ask<Page>('GET', PATH, { query, ...(signal && { signal }) });
  }

  /** What has an outcome stays where it is until the list is asked again, so that nothing jumps. */
  async function reload(): Promise<void> {
    await pages.reload();
    outcomes.clear();
  }

  function loadMore(): Promise<boolean> {
    return sending.send(async () => {
      const before = pages.value.value;
      const next = await askPage({ cursor: before?.nextCursor });
      pages.value.value = { ...next, items: [...(before?.items ?? []), ...next.items] };
    });
  }

  function replayOne(id: string): Promise<boolean> {
    return sending.send(async () => {
      const answer = await ask<ReplayAnswer>('POST', `${PATH}/replay`, { body: { ids: [id] } });
      for (const [asked, outcome] of outcomesOf([id], answer)) outcomes.set(asked, outcome);
    });
  }

  function replayAll(): Promise<boolean> {
    return sending.send(async () => {
      const { replayed, failed } = await ask<ReplayAnswer>('POST', `${PATH}/replay`, { body: filter() });
      await reload();
      for (const { id, ...why } of failed) outcomes.set(id, { ok: false, ...why });
      sum.value = { replayed, failed, isPart: replayed + failed.length >= MOST_AT_ONCE };
    });
  }

  const items = computed(() => pages.value.value?.items ?? []);
  const hasMore = computed(() => pages.value.value?.nextCursor !== undefined);
  const { state, error } = pages;
  return { state, error, items, hasMore, reload, loadMore, replayOne, replayAll, outcomes, sum, ...sending };
}
