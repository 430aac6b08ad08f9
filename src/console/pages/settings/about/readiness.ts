// How the hub is, as `/readyz` tells those who are signed in.

export interface Reader {
  behindBytes: number;
  behindSeconds: number;
  /** Why it does not get on. */
  failing?: string;
}

export interface Readiness {
  ready: boolean;
  version?: string;
  journal?: { bytes: number; maxBytes: number; freeBytes: number; daysLeft?: number };
  history?: Reader & { kind: string };
  /** Absent when it is switched off. */
  watch?: Reader & { framesAside: number };
  connectedClients?: number;
}

/** At the pace of now nobody needs to act on more. */
export const ENOUGH_DAYS_LEFT = 3;
/** Behind by less is how readers work. */
const USUAL_BEHIND_SECONDS = 30;

export function standsStill({ failing, behindSeconds }: Reader): boolean {
  return failing !== undefined || behindSeconds > USUAL_BEHIND_SECONDS;
}
