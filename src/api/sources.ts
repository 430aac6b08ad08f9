// What the API asks of the rest of the hub. app.ts hands the parts in; the API wires nothing.
import type { Accounts } from '../accounts/accounts.ts';
import type { HistoryStore } from '../history/history.ts';
import type { Door } from '../ingest/door.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Delivery, RecentMessage } from '../model/delivery.ts';
import type { StationPresent } from '../model/present.ts';
import type { RefusedConnection } from '../model/refused-connection.ts';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { Registry } from '../registry/registry.ts';
import type { ClosureReader } from '../statistics/closure.ts';
import type { CaseLinkVerdict } from '../watch/case-link.ts';
import type { DutySettings } from '../watch/duty/duty.ts';
import type { DutyGap, DutyQuestion } from '../watch/duty/duty-plan.ts';
import type { Roster } from '../watch/duty/roster.ts';
import type { NotifierDesk } from '../watch/notifiers/notifier-desk.ts';
import type { Watch, WatchProgress } from '../watch/watch.ts';

export interface ApiSources {
  accounts: Omit<Accounts, 'close'>;
  registry: Registry;
  history: Pick<
    HistoryStore,
    'dropOffs' | 'fillLevels' | 'emptyings' | 'alertEvents' | 'dropOffStatistics' | 'fillLevelStatistics'
  >;
  present: { of(station: string): StationPresent };
  /** The same as for MQTT. */
  door: Door;
  delivery: {
    of(station: string): Delivery;
    /** Newest first, at most 100; since the hub started. */
    recentMessages(station: string): readonly RecentMessage[];
    /** How many there were since the hub started. */
    messageCount(station: string): number;
  };
  quarantine: RejectionSource;
  refusedConnections: {
    list(): readonly RefusedConnection[];
    /** One that came by HTTP. */
    add(attempt: { user: string; address: string; reason: string; at: number }): void;
  };
  health: { read(): HubHealth };
  watch: Omit<Watch, 'onEvent' | 'state'>;
  caseLinks: { verify(token: string): CaseLinkVerdict };
  duty: DutySource;
  closure: ClosureReader;
  live: Pick<LiveFeed, 'open'>;
  notifiers: NotifierDesk;
}

/** Who is on duty, and when nobody would answer in an area. */
export interface DutySource extends Pick<Roster, 'onDuty' | 'changesOf'> {
  gaps(question: DutyQuestion): DutyGap[];
  limits: DutySettings['limits'];
}

export interface RejectionSource {
  list(query: RejectionQuery): Promise<{ items: Rejection[]; nextCursor?: string }>;
  /** By ids, or all that the filter matches (at most 1,000 a call). Those that fail again stay where they are. */
  replay(which: ReplayQuestion): Promise<ReplayResult>;
}

export interface RejectionQuery {
  station?: string;
  reason?: RejectionReason;
  /** Whether rejections of the station are there for who asks; absent: all are. */
  sees?: (station: string) => boolean;
  limit: number;
  cursor?: string;
}

export type ReplayQuestion =
  | ({ ids: readonly string[] } & Pick<RejectionQuery, 'sees'>)
  | Omit<RejectionQuery, 'limit' | 'cursor'>;

export interface ReplayResult {
  replayed: number;
  failed: {
    id: string;
    reason: RejectionReason | 'not-found' | 'not-replayable';
    path?: string;
    expected?: string;
  }[];
}

export interface HubHealth {
  /** False only when nothing can be acknowledged. */
  canJournal: boolean;
  /** Why not. */
  reason?: string;
  journal: { bytes: number; maxBytes: number; freeBytes: number; committed: number; daysLeft?: number };
  history: { kind: string; position: number; behindBytes: number; behindSeconds: number; failing?: string };
  /** Absent when it is switched off. */
  watch?: WatchProgress & { behindSeconds: number };
  connectedClients: number;
}
