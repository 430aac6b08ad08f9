// A message to people: what happened, where, and who is asked. Plain data that survives a restart; it must not know
// in which words, in which form and by which notifier it is sent.
import type { Severity } from '../../model/alert-event.ts';
import type { Stream } from '../../model/stream.ts';
import type { Advisory, Alternative } from '../advisories/advisory.ts';
import type { AlertRule, ReportKind, ResolvedReason } from '../alerts/alert.ts';
import type { Person } from '../duty/duty.ts';
import type { StepKind } from '../duty/escalation.ts';

export const MESSAGE_KINDS = ['raised', 'escalated', 'resolved', 'digest', 'advisory', 'test'] as const;

/** One who is asked; the contacts decide which notifier reaches them and under which address. */
export type PersonRef = Pick<Person, 'id' | 'name' | 'contacts'>;

interface MessageBase {
  /** Stable: the same happening has the same id however often it is computed. At most 200 visible ASCII characters. */
  id: string;
  /** When it happened, ms since epoch. */
  at: number;
  /** Ids of the area and of those above it, the nearest first. */
  grids: readonly string[];
  severity: Severity;
  /** Who is asked, the first one first. */
  to: readonly PersonRef[];
}

/** Of one case. */
export interface AlertMessage extends MessageBase {
  kind: 'raised' | 'escalated' | 'resolved';
  facts: AlertFacts;
  /** Why somebody is asked; of what was escalated. */
  step?: StepKind;
}

/** Of several cases, the most urgent first. */
export interface DigestMessage extends MessageBase {
  kind: 'digest';
  items: readonly DigestItem[];
}

export type DigestItem = Pick<AlertMessage, 'kind' | 'facts' | 'to' | 'step'>;

/** The whole area is warned (全域预警), or the warning ends. */
export interface AdvisoryMessage extends MessageBase {
  kind: 'advisory';
  advisory: AdvisoryFacts;
}

export interface TestMessage extends MessageBase {
  kind: 'test';
}

export type Message = AlertMessage | DigestMessage | AdvisoryMessage | TestMessage;

/** Names are as people wrote them: whoever sends makes them harmless. */
export interface AlertFacts {
  alertId: string;
  rule: AlertRule;
  severity: Severity;
  station: string;
  stationName: string;
  /** Names of the areas, the widest first. */
  gridPath: readonly string[];
  /** IANA zone in which times are told. */
  zone: string;
  /** ms since epoch */
  since: number;
  /** Of a hazard that the hub heard of much later: when it happened. `since` is then when it was heard of. */
  happenedAt?: number;
  binIds?: readonly string[];
  stream?: Stream;
  /** 0 empty .. 1 full, of the fullest of the bins. */
  level?: number;
  /** Room left for that stream. */
  freeLitres?: number;
  /** Of what a person saw. */
  report?: { kind: ReportKind; place?: string };
  /** What a person or a device said of it. */
  note?: string;
  /** Only of one that is resolved. */
  resolved?: { at: number; reason: ResolvedReason; by?: string };
  /** Number of the case in another system. */
  externalCase?: string;
}

export interface AdvisoryFacts extends Pick<Advisory, 'kind' | 'stream' | 'since'> {
  ended: boolean;
  /** Names of the areas, the widest first. */
  gridPath: readonly string[];
  zone: string;
  /** Where it began. */
  stationName: string;
  /** Where there is room, the nearest first. */
  alternatives: readonly Omit<Alternative, 'station'>[];
}
