// The sending side of messages: takes what is due from the store and sees it through, each notifier on its own. It must
// not know what alerts are, nor how the store keeps deliveries.
import type { Notifier } from '../notifiers/notifier.ts';
import { Lane, type LaneOptions, type NotifierState } from './lane.ts';

export interface OutboxOptions extends LaneOptions {
  notifiers: readonly Notifier[];
}

export interface Outbox {
  /** Begins to send what is due; returns at once. Called once a second, and when something new is due. */
  step(): void;
  state(): NotifierState[];
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Lets what is under way come to its end for a moment, then breaks it off: it is sent again after a start. */
  stop(graceMs: number): Promise<void>;
}

export function createOutbox({ notifiers, ...options }: OutboxOptions): Outbox {
  const lanes = notifiers.map((notifier) => new Lane(notifier, options));
  let isStopping = false;

  async function settled(): Promise<void> {
    await Promise.all(lanes.map((lane) => lane.settled()));
  }

  return {
    step() {
      if (!isStopping) for (const lane of lanes) lane.step();
    },
    state: () => lanes.map((lane) => lane.state),
    settled,
    async stop(graceMs) {
      isStopping = true;
      const timer = setTimeout(() => {
        for (const lane of lanes) lane.abort();
      }, graceMs);
      await settled();
      clearTimeout(timer);
      for (const lane of lanes) lane.abort();
    },
  };
}
