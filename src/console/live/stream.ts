// The event stream for a page: open while the page is, opened anew when its view changes.
import { onScopeDispose, watch } from 'vue';
import { address } from '../api/ask.ts';
import { readSession } from '../session/session.ts';
import { Connection } from './connection.ts';
import type { EventKind, StreamHandlers } from './events.ts';
import { forget, noteLife } from './live.ts';

export interface StreamView {
  area?: string | undefined;
  station?: string | undefined;
  /** All when absent. */
  kinds?: readonly EventKind[];
}

/**
 * Call it in `setup`. `handlers.reload` is called once at the beginning and after each break that may have lost
 * something: load there, not beside it.
 */
export function useStream(view: () => StreamView, handlers: StreamHandlers): void {
  let close = () => {};
  watch(
    () => urlOf(view()),
    (url) => {
      close();
      close = openConnection(url, handlers);
    },
    { immediate: true },
  );
  onScopeDispose(() => close());
}

function openConnection(url: string, handlers: StreamHandlers): () => void {
  const stream = Symbol(url);
  const connection = new Connection({
    url,
    handlers,
    openSource: (at) => new EventSource(at),
    onLife: (isAlive) => noteLife(stream, isAlive),
    onRefused: () => void readSession().catch(() => {}),
  });
  const retry = () => connection.retryNow();
  const retryWhenSeen = () => document.visibilityState === 'visible' && retry();
  window.addEventListener('online', retry);
  document.addEventListener('visibilitychange', retryWhenSeen);
  connection.open();
  return () => {
    window.removeEventListener('online', retry);
    document.removeEventListener('visibilitychange', retryWhenSeen);
    connection.close();
    forget(stream);
  };
}

function urlOf({ area, station, kinds }: StreamView): string {
  return address('/api/v1/stream', { area, station, kinds: kinds?.join(',') });
}
