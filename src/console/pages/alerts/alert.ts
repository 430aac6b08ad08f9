// An alert and its events as the API answers them. Types only: nothing of the hub reaches the browser.
import type { z } from 'zod';
import type { alertEventSchema, alertSchema } from '../../../api/alert-view.ts';

export type Alert = z.infer<typeof alertSchema>;
export type AlertEvent = z.infer<typeof alertEventSchema>;
export type Stream = NonNullable<Alert['stream']>;

/** What the event stream tells with each step of an alert. */
export interface AlertNews {
  alert: Alert;
  event: AlertEvent;
}

/** What is read of a piece of evidence; the rest of it is shown in the history of the case alone. */
export function evidenceNumber({ evidence }: Pick<Alert, 'evidence'>, key: string): number | undefined {
  const value = evidence?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function evidenceTexts({ evidence }: Pick<Alert, 'evidence'>, key: string): string[] {
  const value = evidence?.[key];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
