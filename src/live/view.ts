// What a reader of the event stream wants to see. Readers with the same view share what is written for them.

/** Also the names of the events. */
export const LIVE_KINDS = ['levels', 'presence', 'alert', 'advisory'] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

export interface ViewQuery {
  /** Only of this area and everything below it. */
  area?: string | undefined;
  /** Only of this station. */
  station?: string | undefined;
  /** Absent: all kinds. */
  kinds?: readonly LiveKind[] | undefined;
}

/** What something is about. */
export interface Whereabouts {
  station: string;
  grid: string;
}

export interface View {
  /** The same for readers that see the same. */
  readonly key: string;
  shows(kind: LiveKind, where: Whereabouts): boolean;
}

export function createView(query: ViewQuery, isBelow: (grid: string, area: string) => boolean): View {
  const { area, station } = query;
  const kinds: ReadonlySet<LiveKind> = new Set(query.kinds ?? LIVE_KINDS);
  return {
    key: JSON.stringify([area, station, [...kinds].sort()]),
    shows(kind, where) {
      if (!kinds.has(kind)) return false;
      if (station !== undefined && where.station !== station) return false;
      return area === undefined || isBelow(where.grid, area);
    },
  };
}
