// A silence (暂停提醒) as the API has it, and how it stands at an instant. Pure.

export interface Silence {
  id: string;
  scope: { rule?: string; area?: string; station?: string; stream?: string };
  reason: string;
  by: string;
  at: string;
  from?: string;
  until?: string;
  weekly?: Weekly;
  ended?: { at: string; by: string };
}

export interface Weekly {
  /** 1 Monday .. 7 Sunday. */
  days: number[];
  /** `HH:MM`; not after `from`: on the next day. */
  from: string;
  to: string;
  /** IANA zone. */
  zone: string;
}

/** A weekly one is `active` from its beginning to its end, also between its hours. */
export type SilenceStanding = 'active' | 'waiting' | 'ended';
export const STANDINGS: readonly SilenceStanding[] = ['active', 'waiting', 'ended'];

export function standingOf({ ended, until, from }: Silence, now: number): SilenceStanding {
  if (ended || (until !== undefined && Date.parse(until) <= now)) return 'ended';
  return from !== undefined && Date.parse(from) > now ? 'waiting' : 'active';
}

/** By standing; of each the newest first. */
export function byStanding(silences: readonly Silence[], now: number): Map<SilenceStanding, Silence[]> {
  const groups = new Map<SilenceStanding, Silence[]>();
  for (const standing of STANDINGS) {
    const own = silences.filter((silence) => standingOf(silence, now) === standing);
    if (own.length > 0)
      groups.set(
        standing,
        own.sort((one, other) => Date.parse(other.at) - Date.parse(one.at)),
      );
  }
  return groups;
}

export interface SilenceDraft {
  scope: Silence['scope'];
  reason: string;
  /** Hours from now, or a weekly schedule. */
  hours?: number;
  weekly?: Weekly;
}

/** Nothing is silent without a scope, a reason, and an end or a schedule. */
export function isComplete({ scope, reason, hours, weekly }: SilenceDraft): boolean {
  const isScoped = Object.values(scope).some((part) => part !== undefined && part !== '');
  const isTimed =
    hours !== undefined || (weekly !== undefined && weekly.days.length > 0 && weekly.from !== weekly.to);
  return isScoped && isTimed && reason.trim() !== '';
}

/** The body of the request. */
export function bodyOf({ scope, reason, hours, weekly }: SilenceDraft, now: number): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(scope).filter(([, part]) => part !== undefined && part !== ''),
  );
  const until = hours === undefined ? {} : { until: new Date(now + hours * 3_600_000).toISOString() };
  return { scope: given, reason: reason.trim(), ...until, ...(weekly && { weekly }) };
}
