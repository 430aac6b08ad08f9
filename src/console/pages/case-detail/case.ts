// One alert with its history, kept up to date by the event stream.
import { type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { ask } from '../../api/ask.ts';
import { ProblemError } from '../../api/problem-error.ts';
import type { Alert, AlertEvent, AlertNews } from '../alerts/alert.ts';

type CaseAnswer = Alert & { events: AlertEvent[] };

export interface Case {
  alert: Readonly<ShallowRef<Alert | undefined>>;
  /** The oldest first. */
  events: Readonly<ShallowRef<readonly AlertEvent[]>>;
  state: Ref<'loading' | 'error' | 'gone' | 'ready'>;
  error: Ref<unknown>;
  load(id: string): Promise<void>;
  note(news: AlertNews): void;
}

export function useCase(): Case {
  const alert = shallowRef<Alert>();
  const events = shallowRef<readonly AlertEvent[]>([]);
  const state = ref<'loading' | 'error' | 'gone' | 'ready'>('loading');
  const error = shallowRef<unknown>();

  return {
    alert,
    events,
    state,
    error,
    async load(id) {
      try {
        const { events: all, ...one } = await ask<CaseAnswer>(
          'GET',
          `/api/v1/alerts/${encodeURIComponent(id)}`,
        );
        alert.value = one;
        events.value = all;
        state.value = 'ready';
      } catch (thrown) {
        error.value = thrown;
        if (!alert.value) state.value = isGone(thrown) ? 'gone' : 'error';
      }
    },
    note({ alert: next, event }) {
      if (next.id !== alert.value?.id) return;
      alert.value = next;
      if (!events.value.some(({ id }) => id === event.id)) events.value = [...events.value, event];
    },
  };
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof ProblemError && thrown.status === 404;
}
