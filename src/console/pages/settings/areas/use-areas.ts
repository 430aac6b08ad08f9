// The areas that one sees, for lists and for choosing one in a form.
import { computed } from 'vue';
import { ask } from '../../../api/ask.ts';
import { useLoaded } from '../../../api/use-loaded.ts';
import { type Area, areaRows } from './area-tree.ts';

export function useAreas() {
  const loaded = useLoaded((signal) => ask<{ items: Area[] }>('GET', '/api/v1/areas', { signal }));
  const rows = computed(() => areaRows(loaded.value.value?.items ?? []));
  const names = computed(() => new Map(rows.value.map(({ id, name }) => [id, name])));
  const { state, error, reload } = loaded;
  return { rows, names, state, error, reload };
}
