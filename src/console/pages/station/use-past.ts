// What was at one station within a range: levels, emptyings, sums by the hour; and how far the forecast was off in the
// last two weeks. Asked of the history, which may be away while the present is not.
import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import { allPages } from '../../api/all-pages.ts';
import { ask } from '../../api/ask.ts';
import type { LevelItem } from '../../live/events.ts';
import { type EmptyingView, type FillLevelView, RANGE_MS, type Range, type Statistics } from './answers.ts';
import { type ForecastError, forecastError } from './forecast-error.ts';
import type { LevelPoint } from './level-series.ts';

const DAY_MS = 86_400_000;
const TRIED_DAYS = 14;
/** As far ahead as one plans a round. */
export const AHEAD_HOURS = 6;
const REJECTED = 1;

/** Call it in `setup`. */
export function usePast(id: string, range: Ref<Range>) {
  const path = `/api/v1/stations/${id}`;
  const statistics = shallowRef<Statistics>();
  const emptyings = shallowRef<readonly EmptyingView[]>([]);
  const points = shallowRef<readonly LevelPoint[]>([]);
  const errors = shallowRef<ReadonlyMap<string, ForecastError>>(new Map());
  const span = shallowRef<{ from: number; to: number }>();
  const state = ref<'loading' | 'error' | 'ready'>('loading');
  const error = shallowRef<unknown>();
  let turn = 0;

  async function load(): Promise<void> {
    const mine = ++turn;
    const to = Date.now();
    const query = { from: to - RANGE_MS[range.value], to };
    try {
      const [sums, emptied, readings] = await Promise.all([
        ask<Statistics>('GET', `${path}/statistics`, { query: { ...query, interval: 'hour' } }),
        allPages<EmptyingView>(`${path}/emptyings`, query),
        // Of more than a day the last level of each hour is as good, and a hundredth of it.
        range.value === 'day' ? allPages<FillLevelView>(`${path}/fill-levels`, query) : undefined,
      ]);
      if (mine !== turn) return;
      statistics.value = sums;
      emptyings.value = emptied;
      points.value = readings ? readPoints(readings) : hourPoints(sums);
      span.value = query;
      state.value = 'ready';
    } catch (cause) {
      if (mine !== turn) return;
      error.value = cause;
      state.value = 'error';
    }
  }

  async function tryForecast(): Promise<void> {
    const to = Date.now();
    const query = { from: to - TRIED_DAYS * DAY_MS, to };
    const [sums, emptied] = await Promise.all([
      ask<Statistics>('GET', `${path}/statistics`, { query: { ...query, interval: 'hour' } }),
      allPages<EmptyingView>(`${path}/emptyings`, query),
    ]);
    const past = hourPoints(sums);
    const found = [...new Set(past.map(({ binId }) => binId))].flatMap((binId) => {
      const own = past.filter((point) => point.binId === binId);
      const emptiedAt = emptied.filter((one) => one.binId === binId).map(({ at }) => Date.parse(at));
      const off = forecastError({ points: own, emptiedAt }, AHEAD_HOURS);
      return off ? [[binId, off] as const] : [];
    });
    errors.value = new Map(found);
  }

  function addLevels(items: readonly LevelItem[]): void {
    if (range.value !== 'day' || !span.value) return;
    const fresh = items
      .filter(({ quality }) => quality !== REJECTED)
      .map(({ binId, at, fillLevel }) => ({ binId, at: Date.parse(at), level: fillLevel }));
    points.value = [...points.value, ...fresh];
    span.value = { from: span.value.from, to: Math.max(span.value.to, ...fresh.map(({ at }) => at)) };
  }

  watch(range, () => {
    state.value = 'loading';
    void load();
  });

  return {
    statistics,
    emptyings,
    points,
    span,
    errors,
    state: computed(() => state.value),
    error,
    load,
    tryForecast,
    addLevels,
  };
}

function readPoints(readings: readonly FillLevelView[]): LevelPoint[] {
  return readings
    .filter(({ quality }) => quality !== REJECTED)
    .map(({ binId, at, fillLevel }) => ({ binId, at: Date.parse(at), level: fillLevel }));
}

/** The last level of each hour, at the time it was read. */
function hourPoints({ buckets }: Statistics): LevelPoint[] {
  return buckets.flatMap(({ levels }) =>
    levels.flatMap(({ binId, last, lastAt }) =>
      binId === undefined ? [] : [{ binId, at: Date.parse(lastAt), level: last }],
    ),
  );
}
