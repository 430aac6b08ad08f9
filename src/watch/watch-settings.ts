// What is set for watch, as plain data that goes to its thread.
import type { DutySettings } from './duty/duty.ts';
import type { Subscription } from './notifiers/settings.ts';
import type { AlertSettings } from './rules/alert-settings.ts';

export interface WatchSettings {
  alerts: AlertSettings;
  /** Absent: nobody is told of anything. */
  people?: PeopleSettings;
  /** Longest time between two looks that is no pause of the hub; absent: as for a hub that looks every second. */
  pauseMs?: number;
}

export interface PeopleSettings {
  duty: DutySettings;
  /** Which messages each notifier gets. */
  subscriptions: readonly Subscription[];
}
