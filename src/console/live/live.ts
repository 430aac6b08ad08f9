// Whether what is shown is what is true: live, delayed since, or offline since. All open streams together.
import { computed, type DeepReadonly, reactive, readonly } from 'vue';
import { askDoors } from '../api/ask.ts';

export type LiveState = 'live' | 'delayed' | 'offline';

export interface Live {
  state: LiveState;
  /** Milliseconds since 1970: of the last sign of life, or since when it has been live. */
  since: number;
}

/** A break is a delay at first; then nobody should count on what is shown. */
const OFFLINE_AFTER_MS = 60_000;

const live = reactive<Live>({ state: 'live', since: Date.now() });
const broken = reactive(new Set<symbol>());
let hasNetwork = true;
let lastLifeAt = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Changes by itself; read it in templates and computed values. */
export function useLive(): DeepReadonly<Live> {
  return readonly(live);
}

/** Nothing can be changed now. */
export const isOffline = computed(() => live.state === 'offline');

/** What is shown was kept by the service worker: it is as old as that. */
askDoors.onKept = (at) => {
  lastLifeAt = Math.min(lastLifeAt, Date.parse(at));
  live.since = lastLifeAt;
  live.state = 'offline';
};

export function noteLife(stream: symbol, isAlive: boolean): void {
  if (isAlive) {
    lastLifeAt = Date.now();
    broken.delete(stream);
  } else broken.add(stream);
  settle();
}

export function forget(stream: symbol): void {
  broken.delete(stream);
  settle();
}

/** The browser's own word; to be called once. */
export function watchNetwork(window: Window): void {
  const note = () => {
    hasNetwork = window.navigator.onLine;
    settle();
  };
  window.addEventListener('online', note);
  window.addEventListener('offline', note);
  note();
}

function settle(): void {
  clearTimeout(timer);
  const next = stateNow();
  if (next === 'delayed') timer = setTimeout(settle, lastLifeAt + OFFLINE_AFTER_MS - Date.now() + 50);
  if (next === live.state) return;
  live.since = next === 'live' ? Date.now() : lastLifeAt;
  live.state = next;
}

function stateNow(): LiveState {
  if (!hasNetwork) return 'offline';
  if (broken.size === 0) return 'live';
  return Date.now() - lastLifeAt < OFFLINE_AFTER_MS ? 'delayed' : 'offline';
}
