// How full the bins of a card are now: what the station's row says, else what the alert last said. Pure.
import type { StationLevels } from '../../../../api/station-levels-view.ts';
import { type Card, roomLeft } from './card.ts';

export interface CardLevel {
  /** Of the fullest of its bins, 0..1; undefined: unknown. */
  level: number | undefined;
  quality: number | undefined;
  /** Left in those bins together; undefined while anything of it is unknown. */
  litresLeft: number | undefined;
}

export function levelOf(card: Pick<Card, 'alerts'>, station: StationLevels | undefined): CardLevel {
  const ids = new Set(card.alerts.flatMap(({ binIds, binId }) => (binId ? [...binIds, binId] : binIds)));
  const bins = station?.bins.filter(({ id }) => ids.has(id)) ?? [];
  const fullest = bins.toSorted((one, other) => (other.level ?? -1) - (one.level ?? -1))[0];
  const room = roomLeft(card);
  const level = fullest?.level ?? (room === undefined ? undefined : 1 - room);
  return { level, quality: fullest?.quality, litresLeft: litresLeft(bins) };
}

function litresLeft(bins: StationLevels['bins']): number | undefined {
  if (bins.length === 0) return undefined;
  let litres = 0;
  for (const { level, litres: all } of bins) {
    if (level === undefined) return undefined;
    litres += Math.max(0, 1 - level) * all;
  }
  return litres;
}
