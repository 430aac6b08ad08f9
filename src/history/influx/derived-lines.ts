// Lines of what the hub concluded from readings: emptyings and alert events. The same entry always makes the same line,
// so that one that stands twice in the journal overwrites itself.
import { crc32 } from 'node:zlib';
import type { AlertEvent } from '../../model/alert-event.ts';
import { type Emptying, WASTED_BELOW } from '../../model/emptying.ts';
import { detailsText } from '../alert-details.ts';
import { numberField, stringField, stringText, timeText } from './line-protocol.ts';
import { tagsText } from './tags.ts';

const MILLION = 1_000_000;

export function emptyingLine(emptying: Emptying): string {
  const { id, station, grid, binId, stream, at, source, levelBefore, levelAfter, detectedAt } = emptying;
  const fields =
    `id=${stringText(id)},source="${source}",level_before=${levelBefore},level_after=${levelAfter},` +
    `wasted=${levelBefore < WASTED_BELOW ? 1 : 0}i,detected_ms=${detectedAt}i` +
    stringField('operator', emptying.operator);
  return `emptying${tagsText({ station, grid, bin: binId, stream })} ${fields} ${timeText(at, crc32(id) % MILLION)}`;
}

/** The rule is a tag: at any time there is one open alert of a rule and bin, so its last point says how it stands. */
export function alertEventLine(event: AlertEvent): string {
  const { station, grid, binId, stream, rule, at, severity, kind, open, firedAt } = event;
  const fields =
    `id=${stringText(event.id)},alert_id=${stringText(event.alertId)},severity="${severity}",kind=${stringText(kind)},` +
    `open=${open ? 1 : 0}i${firedFields(at, firedAt)}` +
    stringField('by_person', event.by) +
    stringField('reason', event.reason) +
    stringField('note', event.note) +
    numberField('level', event.level) +
    stringField('to_person', event.to) +
    (event.until === undefined ? '' : `,until_ms=${event.until}i`) +
    stringField('external_case', event.externalCase) +
    stringField('details', detailsText(event));
  const tags = tagsText({ station, grid, bin: binId, stream, rule });
  return `alert_event${tags} ${fields} ${timeText(at, placeOf(event))}`;
}

/** With the time since then: response and handling are percentiles of it. */
function firedFields(at: number, firedAt: number | undefined): string {
  return firedAt === undefined ? '' : `,fired_ms=${firedAt}i,since_fired_ms=${at - firedAt}i`;
}

/** Steps of one alert in one millisecond follow one another; those of others are apart. */
function placeOf({ id, alertId }: AlertEvent): number {
  const step = Number(id.slice(alertId.length + 1));
  const isStep = Number.isSafeInteger(step) && step >= 0;
  return (isStep ? crc32(alertId) + step : crc32(id)) % MILLION;
}
