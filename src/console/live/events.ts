// What comes by the event stream, as src/api/routes/stream.ts describes it.
import type { z } from 'zod';
import type { advisorySchema } from '../../api/advisory-view.ts';
import type { alertEventSchema, alertSchema } from '../../api/alert-view.ts';
import type { Stream } from '../../model/stream.ts';

export const EVENT_KINDS = ['levels', 'presence', 'alert', 'advisory'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface LevelItem {
  station: string;
  grid: string;
  binId: string;
  stream: Stream;
  at: string;
  /** 0 empty .. 1 full; the median, absent while nothing can be said. */
  cleanLevel?: number;
  /** As it was measured. */
  fillLevel: number;
  quality: number;
}

export interface PresenceItem {
  station: string;
  grid: string;
  state: 'online' | 'offline' | 'unknown';
  since: string;
}

export interface AlertNews {
  alert: z.infer<typeof alertSchema>;
  event: z.infer<typeof alertEventSchema>;
}

export interface AdvisoryNews {
  change: 'started' | 'renewed' | 'ended';
  at: string;
  advisory: z.infer<typeof advisorySchema>;
}

export interface StreamHandlers {
  /** The newest of each bin that changed, at most twice a second. */
  levels?(items: readonly LevelItem[]): void;
  presence?(items: readonly PresenceItem[]): void;
  /** At once; the same event may come twice. */
  alert?(news: AlertNews): void;
  advisory?(news: AdvisoryNews): void;
  /** Load what is shown: at the beginning, and whenever something may have been missed. */
  reload(): void;
}
