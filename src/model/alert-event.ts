// One step in the life of an alert, with who and when: the alert's history is the list of these. Derived, written into
// the journal once; its id tells it again wherever it comes twice.
import type { Stream } from './stream.ts';

export const SEVERITIES = ['notice', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface AlertEvent {
  type: 'alert-event';
  /** `<alertId>/<n>`, n = 0, 1, ... over the life of the alert. The same id always has the same time. */
  id: string;
  alertId: string;
  rule: string;
  station: string;
  grid: string;
  /** Absent for what concerns the whole station. */
  binId?: string;
  stream?: Stream;
  severity: Severity;
  /** What happened, e.g. `fired`, `acknowledged`, `resolved`, `reopened`. */
  kind: string;
  /** Whether the alert is open after this step: it has fired and is not resolved. */
  open: boolean;
  /** Milliseconds since 1970 UTC, as `firedAt`. */
  at: number;
  /** When the alert fired: response and handling are counted from there. Absent before. */
  firedAt?: number;
  /** A person's user id, or absent: the hub itself. */
  by?: string;
  /** Why it was resolved, e.g. `emptied`, `by-hand`. */
  reason?: string;
  note?: string;
  /** Clean level of the bin at that moment, 0..1. */
  level?: number;
  /** Of `assigned`: to whom. */
  to?: string;
  /** Of `postponed`: until when, milliseconds since 1970 UTC. */
  until?: number;
  /** Of `case-attached`: the number that the case has in another system. */
  externalCase?: string;
  /** What the alert is, with `fired` alone: enough to make it again from its events. */
  subject?: object;
  /** Bins that the rule holds for. */
  binIds?: readonly string[];
  /** What was seen: numbers, texts, times in ms since 1970 UTC. */
  evidence?: Readonly<Record<string, unknown>>;
  /** Id of the alert or the silence that keeps it quiet. */
  cause?: string;
  /** Of a spot check. */
  agreed?: boolean;
}
