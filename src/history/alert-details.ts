// What of an alert's event has no column or field of its own, as one text: a store keeps it and asks nothing of it. It
// must not know what the parts mean.
import type { AlertEvent } from '../model/alert-event.ts';

type Detail = 'subject' | 'binIds' | 'evidence' | 'cause' | 'agreed';
type Details = Pick<AlertEvent, Detail>;

/** JSON; undefined where there is nothing to keep. */
export function detailsText({ subject, binIds, evidence, cause, agreed }: Details): string | undefined {
  const details: Details = {
    ...(subject !== undefined && { subject }),
    ...(binIds !== undefined && { binIds }),
    ...(evidence !== undefined && { evidence }),
    ...(cause !== undefined && { cause }),
    ...(agreed !== undefined && { agreed }),
  };
  return Object.keys(details).length > 0 ? JSON.stringify(details) : undefined;
}

/** Of a text that is none of ours nothing: others may write to a server. */
export function detailsIn(text: string | undefined): Details {
  if (text === undefined) return {};
  try {
    const details: unknown = JSON.parse(text);
    return typeof details === 'object' && details !== null ? details : {};
  } catch {
    return {};
  }
}
