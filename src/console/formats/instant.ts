// Instants, days and spans as people read them: always in a zone that is said, never in the one of the machine.
import type { Language } from '../words/language.ts';

export type InstantStyle = 'time' | 'day' | 'day-time' | 'full';

const OPTIONS: Readonly<Record<InstantStyle, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit' },
  day: { month: '2-digit', day: '2-digit' },
  'day-time': { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  full: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
};

const formats = new Map<string, Intl.DateTimeFormat>();

export interface InstantOptions {
  language: Language;
  /** IANA zone. */
  zone: string;
  style: InstantStyle;
}

/** `at`: ISO 8601, or milliseconds since 1970 UTC. */
export function formatInstant(at: string | number, { language, zone, style }: InstantOptions): string {
  const key = `${language} ${zone} ${style}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      ...OPTIONS[style],
      hourCycle: 'h23',
      timeZone: zone,
    });
  formats.set(key, format);
  return format.format(msOf(at));
}

/** `time` for what is of today in the zone, `day-time` for the rest. */
export function shortestStyle(at: string | number, now: number, zone: string): InstantStyle {
  const day = (ms: number) => formatInstant(ms, { language: 'en', zone, style: 'full' }).slice(0, 10);
  return day(msOf(at)) === day(now) ? 'time' : 'day-time';
}

export function msOf(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at);
}
