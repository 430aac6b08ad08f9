// The event stream behind the API: what watch tells, in the words of the API, to whoever reads.
import { randomBytes } from 'node:crypto';
import { advisoryView } from '../api/advisory-view.ts';
import { alertEventView, alertView } from '../api/alert-view.ts';
import { iso } from '../api/time.ts';
import { HEARTBEAT_MS, LiveFeed, TURN_MS } from '../live/live-feed.ts';
import type { Registry } from '../registry/registry.ts';
import type { Watch, WatchEvent } from '../watch/watch.ts';
import { type WiringContext, warnOf } from './context.ts';
import { every } from './every.ts';

export interface Live {
  feed: LiveFeed;
  /** Ends all streams. */
  stop(): Promise<void>;
}

export function openLive(
  context: Pick<WiringContext, 'clock' | 'log'>,
  registry: Pick<Registry, 'gridsBelow'>,
  watch: Pick<Watch, 'onEvent'>,
): Live {
  let stopLevels: (() => void) | undefined;
  const feed = new LiveFeed({
    run: randomBytes(6).toString('hex'),
    gridsBelow: (area) => registry.gridsBelow(area),
    onAudience(isThere) {
      stopLevels?.();
      stopLevels = isThere ? watch.onEvent((event) => tellLevel(feed, event), { levels: true }) : undefined;
    },
  });
  const stopOthers = watch.onEvent((event) => tell(feed, event));
  const failed = warnOf(context, 'cannot write to the event streams');
  const turning = every(TURN_MS, () => feed.turn(), failed);
  const beating = every(HEARTBEAT_MS, () => feed.beat(iso(context.clock.now())), failed);
  return {
    feed,
    async stop() {
      stopLevels?.();
      stopOthers();
      await Promise.all([turning.stop(), beating.stop()]);
      feed.stop();
    },
  };
}

function tellLevel(feed: LiveFeed, event: WatchEvent): void {
  if (event.type !== 'level') return;
  const { level } = event;
  feed.note('levels', `${level.station}/${level.binId}`, level, { ...level, at: iso(level.at) });
}

function tell(feed: LiveFeed, event: WatchEvent): void {
  switch (event.type) {
    case 'alert': {
      const { alert } = event;
      feed.tell('alert', alert, { alert: alertView(alert), event: alertEventView(event.event) });
      return;
    }
    case 'presence': {
      const { station, grid, state, at } = event;
      feed.note('presence', station, event, { station, grid, state, since: iso(at) });
      return;
    }
    case 'advisory': {
      const { advisory, kind, at } = event;
      feed.tell('advisory', advisory, { change: kind, at: iso(at), advisory: advisoryView(advisory) });
      return;
    }
    default:
      return;
  }
}
