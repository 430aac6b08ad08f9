// The present. Readings are dated by the real clock; with a speed other than 1 only the town's day runs faster, so
// that a minute of watching shows an hour of its life and nothing is ever dated in the future.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock.ts';
import { MINUTE_MS } from '../town/local-time.ts';
import type { Kiosk } from './kiosk.ts';

export interface LiveOptions {
  clock: Clock;
  /** Minutes of the town per real minute. */
  speed: number;
  /** Both the town and the real clock stand here, in minutes since 1970 UTC. */
  fromMinute: number;
  /** Real time at which to end; never, when absent. */
  endsAt?: number | undefined;
  signal: AbortSignal;
}

/** A pause as long as this means the machine slept or was suspended: what was missed is the past, not a rush. */
const SLEPT_MS = 120_000;

/** Resolves when aborted, when its time is over, or when the machine slept and there is something to catch up. */
export async function live(kiosks: readonly Kiosk[], options: LiveOptions): Promise<void> {
  const { clock, speed, signal } = options;
  const origin = options.fromMinute * MINUTE_MS;
  const dateOf = (at: number) => origin + (at - origin) / speed;
  const pauseMs = Math.min(1_000, Math.max(50, MINUTE_MS / speed / 4));
  for (const kiosk of kiosks) kiosk.goLive();
  let last = clock.now();
  while (!signal.aborted) {
    const now = Math.min(clock.now(), options.endsAt ?? Number.POSITIVE_INFINITY);
    if (now - last > SLEPT_MS) return;
    last = now;
    const townMinutes = (origin + (now - origin) * speed) / MINUTE_MS;
    for (const kiosk of kiosks) {
      while (kiosk.nextMinute <= townMinutes) kiosk.live(dateOf);
      kiosk.speak(now);
    }
    if (now === options.endsAt) return;
    await sleep(pauseMs, undefined, { signal, ref: true }).catch(() => undefined);
  }
}
