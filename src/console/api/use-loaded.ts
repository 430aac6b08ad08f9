// What a page shows of the hub: asked when the page opens and whenever it is asked again, with the state for its frame.
// While it is asked again the page keeps what it has.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';

/** Call in `setup`. What comes later than a newer question, or than the end of the page, is dropped. */
export function useLoaded<Value>(load: (signal: AbortSignal) => Promise<Value>) {
  const value = shallowRef<Value>();
  const error = shallowRef<unknown>();
  const isLoading = ref(false);
  let asked = new AbortController();

  async function reload(): Promise<void> {
    asked.abort();
    const mine = new AbortController();
    asked = mine;
    isLoading.value = true;
    try {
      const answer = await load(mine.signal);
      if (mine.signal.aborted) return;
      value.value = answer;
      error.value = undefined;
    } catch (cause) {
      if (mine.signal.aborted) return;
      error.value = cause;
    }
    isLoading.value = false;
  }

  const state = computed(() => {
    if (error.value !== undefined) return 'error';
    return value.value === undefined ? 'loading' : 'ready';
  });
  onScopeDispose(() => asked.abort());
  void reload();
  return { value, error, state, isLoading, reload };
}
