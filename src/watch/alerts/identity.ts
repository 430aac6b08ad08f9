// Which alert is which: one open alert for each rule, station, and bin or stream. Ids are made of it, so that the same
// alert has the same id whenever it is derived. Rule ids, station ids, bin ids and streams have no dot.
import { createHash } from 'node:crypto';
import type { Stream } from '../../model/stream.ts';
import type { AlertKind, AlertRule, ReportKind } from './alert.ts';

const DIGEST_CHARACTERS = 8;

export interface JudgedSubject {
  rule: AlertRule;
  kind: AlertKind;
  station: string;
  binId?: string | undefined;
  stream?: Stream | undefined;
}

/** Bins of one stream that are full make one card; everything else is about its bin, or the station. */
export function identityOf({ rule, kind, station, binId, stream }: JudgedSubject): string {
  const what = kind === 'full' ? (stream ?? binId) : binId;
  return what === undefined ? `${rule}.${station}` : `${rule}.${station}.${what}`;
}

export interface ReportedSubject {
  kind: ReportKind;
  station: string;
  binId?: string | undefined;
  place?: string | undefined;
  note?: string | undefined;
}

/** The same matter at the same place, whoever tells it; of what has no kind only the same words are the same matter. */
export function reportIdentity({ kind, station, binId, place, note }: ReportedSubject): string {
  const words = [binId ?? '', place ?? '', kind === 'other' ? (note ?? '') : ''];
  const parts = ['reported', station, kind];
  if (words.some((word) => word !== '')) parts.push(digest(words.map(fold).join('\n')));
  return parts.join('.');
}

export function alertIdOf(identity: string, since: number): string {
  return `${identity}.${Math.round(since).toString(36)}`;
}

/** What the id itself tells: where the alert is, and when its rule began to hold. Undefined: it is none. */
export function readAlertId(id: string): { station: string; since: number } | undefined {
  const parts = id.split('.');
  const since = Number.parseInt(parts.at(-1) ?? '', 36);
  const [, station] = parts;
  return station !== undefined && parts.length > 2 && Number.isSafeInteger(since)
    ? { station, since }
    : undefined;
}

/** Whether this case is in a spot check of the given share, 0..1; the same answer each time it is asked. */
export function isSampled(alertId: string, share: number): boolean {
  return Number.parseInt(digest(alertId), 16) < share * 16 ** DIGEST_CHARACTERS;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARACTERS);
}
