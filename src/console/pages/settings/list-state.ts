// Of a list that was loaded: an empty one has a state of its own.
import { computed, type Ref } from 'vue';

export type ListState = 'loading' | 'empty' | 'error' | 'ready';

export function useListState(
  state: Readonly<Ref<'loading' | 'error' | 'ready'>>,
  items: Readonly<Ref<readonly unknown[]>>,
): Readonly<Ref<ListState>> {
  return computed(() => (state.value === 'ready' && items.value.length === 0 ? 'empty' : state.value));
}
