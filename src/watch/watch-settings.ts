// What is set for watch, as plain data that goes to its thread.
import type { AlertSettings } from './rules/alert-settings.ts';

export interface WatchSettings {
  alerts: AlertSettings;
}
