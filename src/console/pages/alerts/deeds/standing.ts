// How a case stands: who has it, and what was last done about it. Pure.
import type { Alert } from '../alert.ts';

export const STANDINGS = [
  'open',
  'accepted',
  'arrived',
  'emptied',
  'cannot',
  'void-asked',
  'closed',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** What was done last counts. */
export function standingOf(alert: Alert): Standing {
  if (alert.state === 'resolved') return 'closed';
  if (alert.voidAsked) return 'void-asked';
  const deeds: [Standing, { at: string } | undefined][] = [
    ['accepted', alert.acknowledged],
    ['arrived', alert.arrived],
    ['emptied', alert.saidEmptied],
    ['cannot', alert.cannot],
  ];
  const done = deeds.flatMap(([standing, deed]) => (deed ? [{ standing, at: Date.parse(deed.at) }] : []));
  return done.sort((a, b) => a.at - b.at).at(-1)?.standing ?? 'open';
}

/** To whom it was given, or who took it: as the API names them. */
export function holderOf(alerts: readonly Pick<Alert, 'assigned' | 'acknowledged'>[]): string | undefined {
  const assigned = alerts.find((alert) => alert.assigned)?.assigned?.to;
  return assigned ?? alerts.find((alert) => alert.acknowledged)?.acknowledged?.by;
}

export function isHeldBy(alerts: readonly Pick<Alert, 'assigned' | 'acknowledged'>[], me: string): boolean {
  return alerts.some(({ assigned, acknowledged }) => assigned?.to === me || acknowledged?.by === me);
}
