// The past: lives through what lies between a station's last minute and the present, and hands it over in batches,
// several stations at a time and none faster than the hub acknowledges.
import { setMaxListeners } from 'node:events';
import type { FramedMessage } from './framing.ts';
import type { Kiosk } from './kiosk.ts';

export interface Progress {
  /** `total` is in minutes of stations. */
  begin(total: number): void;
  advance(minutes: number, messages: number): void;
  end(): void;
}

export interface CatchUpOptions {
  untilMinute: number;
  signal: AbortSignal;
  progress?: Progress | undefined;
}

const STATIONS_AT_ONCE = 24;
const BATCH_MESSAGES = 190;
/** Without a PUBACK, per station: about four batches. */
const WINDOW_MESSAGES = 600;

export async function catchUp(kiosks: readonly Kiosk[], options: CatchUpOptions): Promise<void> {
  const { progress, untilMinute } = options;
  const total = kiosks.reduce((sum, kiosk) => sum + Math.max(0, untilMinute - kiosk.nextMinute), 0);
  const queue = [...kiosks];
  // Each station at work waits on the signal as well; Node takes more than ten for a leak.
  setMaxListeners(0, options.signal);
  progress?.begin(total);
  try {
    await Promise.all(Array.from({ length: STATIONS_AT_ONCE }, () => work(queue, options)));
  } finally {
    progress?.end();
  }
}

async function work(queue: Kiosk[], options: CatchUpOptions): Promise<void> {
  for (let kiosk = queue.shift(); kiosk !== undefined; kiosk = queue.shift()) {
    await catchUpOne(kiosk, options);
    if (options.signal.aborted) return;
  }
}

async function catchUpOne(kiosk: Kiosk, { untilMinute, signal, progress }: CatchUpOptions): Promise<void> {
  while (kiosk.nextMinute < untilMinute && !signal.aborted) {
    const from = kiosk.nextMinute;
    const messages: FramedMessage[] = [];
    while (kiosk.nextMinute < untilMinute && messages.length < BATCH_MESSAGES)
      messages.push(...kiosk.relive());
    kiosk.device.send(messages);
    await untilAborted(kiosk.device.settledTo(WINDOW_MESSAGES), signal);
    progress?.advance(kiosk.nextMinute - from, messages.length);
  }
  await untilAborted(kiosk.device.settledTo(0), signal);
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
