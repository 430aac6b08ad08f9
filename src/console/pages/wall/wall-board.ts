// What the wall shows: stations, alerts and advisories as the event stream tells them, and today's sums, which are asked
// for anew each minute. It must not know how they are shown.
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { z } from 'zod';
import type { statisticsSchema } from '../../../api/statistics-view.ts';
import { ask } from '../../api/ask.ts';
import { useAdvisories } from '../alerts/advisories/advisories.ts';
import { useAlerts } from '../alerts/list/alerts.ts';
import { useStationBoard } from '../stations/station-board.ts';
import { areaRoots } from './figures.ts';
import { addDeposits, addRatios, type Ratio, type StreamDeposits } from './sums.ts';

type Statistics = z.infer<typeof statisticsSchema>;

/** Sums come from the history, which is a little behind. */
const SUMS_EVERY_MS = 60_000;

export interface Sums {
  closure: ReturnType<typeof addRatios>;
  overdueOpen: number;
  deposits: StreamDeposits[];
}

/** `area`: of the address; absent all that one may see. Call it in `setup`. */
export function useWallBoard(area: () => string | undefined) {
  const alerts = useAlerts();
  const advisories = useAdvisories();
  const sums = shallowRef<Sums>();
  const board = useStationBoard({
    area,
    also: {
      alert: alerts.note,
      advisory: advisories.note,
      reload() {
        void alerts.load(area());
        advisories.load(area()).catch(() => {});
      },
    },
  });
  const roots = computed(() => areaRoots(board.areas.value, area()));

  async function loadSums(): Promise<void> {
    const now = Date.now();
    const parts = await Promise.all(roots.value.map(({ id }) => sumsOf(id, now)));
    if (parts.length === 0) return;
    sums.value = {
      closure: addRatios(parts.map(({ closure }) => closure)),
      overdueOpen: parts.reduce((sum, part) => sum + part.overdueOpen, 0),
      deposits: addDeposits(parts.map(({ streams }) => streams)),
    };
  }

  const loadQuietly = () => void loadSums().catch(() => {});
  watch(roots, loadQuietly);
  const timer = setInterval(loadQuietly, SUMS_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));

  return { ...board, alerts: alerts.byId, advisories: advisories.open, sums, roots };
}

interface AreaSums {
  closure: Ratio;
  overdueOpen: number;
  streams: StreamDeposits[];
}

/** The day that holds the instant is today, in the zone of the area. */
async function sumsOf(id: string, now: number): Promise<AreaSums> {
  const path = `/api/v1/areas/${id}`;
  const day = { from: now, to: now + 1, interval: 'day' };
  const { totals, from } = await ask<Statistics>('GET', `${path}/statistics`, { query: day });
  const { totals: closed } = await ask<{ totals: { closureRate: Ratio; overdueOpen: number } }>(
    'GET',
    `${path}/closure`,
    { query: { from, to: now } },
  );
  return { closure: closed.closureRate, overdueOpen: closed.overdueOpen, streams: totals.streams };
}
