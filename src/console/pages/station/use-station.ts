// What is true now of one station: as registered, its levels, its delivery, its last messages, its alerts; kept true by
// the event stream. What was stands in use-past.ts.
import { onScopeDispose, ref, shallowRef } from 'vue';
import type { StationLevels } from '../../../api/station-levels-view.ts';
import { ask } from '../../api/ask.ts';
import type { AlertNews, LevelItem } from '../../live/events.ts';
import { useStream } from '../../live/stream.ts';
import { useSession } from '../../session/session.ts';
import type { Alert } from '../alerts/alert.ts';
import { applyLevels, applyPresence } from '../stations/live-levels.ts';
import type { DeliveryView, MessageView, Station } from './answers.ts';

/** Of alerts, the newest; older ones are no longer marked. */
const ALERTS = 200;
/** Delivery and messages have no event of their own. */
const DELIVERY_EVERY_MS = 30_000;

export interface StationNews {
  onLevels(items: readonly LevelItem[]): void;
  /** Something may have been missed. */
  onReload(): void;
}

/** Call it in `setup`. */
export function useStation(id: string, { onLevels, onReload }: StationNews) {
  const { may } = useSession();
  const station = shallowRef<Station>();
  const levels = shallowRef<StationLevels>();
  const delivery = shallowRef<DeliveryView>();
  const messages = shallowRef<readonly MessageView[]>([]);
  const alerts = shallowRef<readonly Alert[]>([]);
  const state = ref<'loading' | 'error' | 'ready'>('loading');
  const error = shallowRef<unknown>();

  async function load(): Promise<void> {
    try {
      const path = `/api/v1/stations/${id}`;
      [station.value] = await Promise.all([
        ask<Station>('GET', path),
        loadLevels(),
        loadAlerts(),
        loadDelivery(),
      ]);
      state.value = 'ready';
    } catch (cause) {
      error.value = cause;
      if (!station.value) state.value = 'error';
    }
  }

  async function loadLevels(): Promise<void> {
    const path = '/api/v1/station-levels';
    const { items } = await ask<{ items: StationLevels[] }>('GET', path, { query: { station: id } });
    levels.value = items[0];
  }

  async function loadAlerts(): Promise<void> {
    const query = { station: id, limit: ALERTS };
    alerts.value = (await ask<{ items: Alert[] }>('GET', '/api/v1/alerts', { query })).items;
  }

  /** Messages are shown to those who may see them. */
  async function loadDelivery(): Promise<void> {
    const path = `/api/v1/stations/${id}`;
    const [ledger, last] = await Promise.all([
      ask<DeliveryView>('GET', `${path}/delivery`),
      may('listMessages') ? ask<{ items: MessageView[] }>('GET', `${path}/messages`) : undefined,
    ]);
    delivery.value = ledger;
    messages.value = last?.items ?? [];
  }

  /** The one station as a town, which the functions for many change. */
  function change<Result>(apply: (town: Map<string, StationLevels>) => Result): Result | undefined {
    if (!levels.value) return undefined;
    const town = new Map([[id, levels.value]]);
    const result = apply(town);
    levels.value = town.get(id);
    return result;
  }

  function noteAlert({ alert }: AlertNews): void {
    const others = alerts.value.filter((other) => other.id !== alert.id);
    alerts.value = [alert, ...others];
  }

  useStream(() => ({ station: id }), {
    levels(items) {
      const doubtful = change((town) => applyLevels(town, items));
      if (doubtful && doubtful.size > 0) loadLevels().catch(() => {});
      onLevels(items);
    },
    presence: (items) => void change((town) => applyPresence(town, items)),
    alert: noteAlert,
    reload() {
      void load();
      onReload();
    },
  });
  const timer = setInterval(() => loadDelivery().catch(() => {}), DELIVERY_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));

  return { station, levels, delivery, messages, alerts, state, error, load };
}
