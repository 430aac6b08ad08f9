// What the hub says of itself every 15 seconds. It goes through the journal into the history like a reading, so that
// dashboards need nothing but the history store. The names are those of the columns and fields in the stores.
import { REJECTION_REASONS, type RejectionReason } from './rejection.ts';

/** One line of the hub about itself. Has no station: it changes nothing of what is remembered of stations. */
export interface Health {
  type: 'health';
  at: number;
  /** A field is absent where nothing can be said, as the time of acknowledgement when there was none. */
  fields: HealthFields;
}

export type HealthFields = Partial<Record<HealthField, number>>;

type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}_${Underscored<Tail>}`
  : Text;
/** E.g. `rejected_bad_shape`. */
export type RejectedField = `rejected_${Underscored<RejectionReason>}`;

export function rejectedField(reason: RejectionReason): RejectedField {
  return `rejected_${reason.replaceAll('-', '_')}` as RejectedField;
}

/** A store keeps the type from the first row on: it never changes. */
type NumberType = 'integer' | 'float';

/** Counted since the record before, so that their sum over any time is what happened in it. */
const COUNTS = {
  /** Messages judged at the door: accepted, duplicates and rejected. An element of a batch is a message. */
  received: 'integer',
  accepted: 'integer',
  duplicates: 'integer',
  /** Whole messages. */
  rejected: 'integer',
  /** CONNECTs that were not let in. */
  refused_connections: 'integer',
} as const;

const STATES = {
  /** Numbers that stations in service have left out so far, all together. */
  missing: 'integer',
  stations_registered: 'integer',
  stations_online: 'integer',
  /** MQTT clients, stations and others. */
  connections: 'integer',
  /** Messages that wait for their acknowledgement. */
  held_messages: 'integer',
  journal_bytes: 'integer',
  journal_max_bytes: 'integer',
  /** Share of the journal's quota that is left, 0..1. */
  journal_free_ratio: 'float',
  /** Journal that is not yet in the history store, and for how long it has been waiting. */
  history_behind_bytes: 'integer',
  history_behind_ms: 'integer',
  /** 1 while the history store refuses or cannot be reached. */
  history_failing: 'integer',
  /** Pieces of the journal that the history store could not take, since the start. */
  history_frames_aside: 'integer',
  rss_bytes: 'integer',
  heap_used_bytes: 'integer',
  uptime_s: 'integer',
} as const;

/** Of the time since the record before. */
const TIMES = {
  interval_ms: 'integer',
  /** From the arrival of a message to its PUBACK, of one message in 16. */
  ack_p50_ms: 'float',
  ack_p99_ms: 'float',
  /** How late the event loop came to what was due. */
  event_loop_p99_ms: 'float',
} as const;

export type HealthField = keyof typeof COUNTS | RejectedField | keyof typeof STATES | keyof typeof TIMES;
export type CountField = keyof typeof COUNTS | RejectedField;

/** Every field with its type, in the order of the columns: DuckDB's table is migrated when one is added. */
export const HEALTH_FIELDS: Readonly<Record<HealthField, NumberType>> = {
  ...COUNTS,
  ...STATES,
  ...TIMES,
  ...rejections(),
};

/** Rejections by reason. Of a message with many bins one alone can be refused: their sum may be above `rejected`. */
function rejections(): Record<RejectedField, NumberType> {
  const fields = REJECTION_REASONS.map((reason) => [rejectedField(reason), 'integer']);
  return Object.fromEntries(fields) as Record<RejectedField, NumberType>;
}
