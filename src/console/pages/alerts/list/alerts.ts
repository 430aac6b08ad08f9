// The open alerts of a view, kept up to date by the event stream. What is closed meanwhile stays until it was seen.
import { type Ref, ref, type ShallowReactive, shallowReactive, shallowRef } from 'vue';
import { allPages } from '../../../api/all-pages.ts';
import type { Alert, AlertNews } from '../alert.ts';

export interface Alerts {
  byId: ShallowReactive<Map<string, Alert>>;
  state: Ref<'loading' | 'error' | 'ready'>;
  /** Of the last load; what was loaded before is still there. */
  error: Ref<unknown>;
  /** `area`: only of this area and what is below it. */
  load(area: string | undefined): Promise<void>;
  /** As the hub answered an action. */
  put(alert: Alert): void;
  /** What the event stream says. */
  note(news: AlertNews): void;
  /** Closed ones that were seen. */
  drop(ids: readonly string[]): void;
}

export function useAlerts(): Alerts {
  const byId = shallowReactive(new Map<string, Alert>());
  const state = ref<'loading' | 'error' | 'ready'>('loading');
  const error = shallowRef<unknown>();
  /** What came while the list was on its way: it is newer than the list. */
  let meanwhile = new Map<string, Alert>();
  let loads = 0;

  function put(alert: Alert): void {
    meanwhile.set(alert.id, alert);
    // Of what was closed before it was shown nothing needs to be seen.
    if (alert.state === 'firing' || byId.has(alert.id)) byId.set(alert.id, alert);
  }

  async function load(area: string | undefined): Promise<void> {
    const load = ++loads;
    meanwhile = new Map();
    try {
      const open = await allPages<Alert>('/api/v1/alerts', { state: 'open', area });
      if (load !== loads) return;
      replace(byId, [...open, ...meanwhile.values()]);
      state.value = 'ready';
      error.value = undefined;
    } catch (thrown) {
      if (load !== loads) return;
      error.value = thrown;
      if (byId.size === 0) state.value = 'error';
    }
  }

  return {
    byId,
    state,
    error,
    load,
    put,
    note: ({ alert }) => put(alert),
    drop(ids) {
      for (const id of ids) if (byId.get(id)?.state === 'resolved') byId.delete(id);
    },
  };
}

/** Those that are not listed any more are gone; those that are closed and not seen yet stay. */
function replace(byId: Map<string, Alert>, listed: readonly Alert[]): void {
  const next = new Map(listed.map((alert) => [alert.id, alert]));
  for (const [id, { state }] of byId) if (!next.has(id) && state !== 'resolved') byId.delete(id);
  for (const [id, alert] of next) if (alert.state === 'firing' || byId.has(id)) byId.set(id, alert);
}
