// Which time a message gets, and whether it comes too late to speak of the present (protocol.md, "Time"). Pure.
import type { TimeSource } from '../model/reading.ts';
import type { Frame } from '../protocol/frame.ts';

/** Before this no station existed: a clock that says so is not set. 2020-01-01 UTC. */
export const EARLIEST_TIME = 1_577_836_800_000;

export interface AssignedTime {
  at: number;
  timeSource: TimeSource;
}

/** `slackMs`: how far a station's clock may be ahead of the hub's, or behind its own monotonic age. */
export function assignTime(frame: Frame, receivedAt: number, slackMs: number): AssignedTime {
  const { observedAt, ageMs } = frame;
  const byAge = ageMs === undefined ? undefined : receivedAt - ageMs;
  const plausible = observedAt >= EARLIEST_TIME && observedAt <= receivedAt + slackMs;
  if (plausible && (byAge === undefined || observedAt >= byAge - slackMs)) {
    return { at: observedAt, timeSource: 'station' };
  }
  if (byAge !== undefined && byAge >= EARLIEST_TIME) return { at: byAge, timeSource: 'age' };
  return { at: receivedAt, timeSource: 'hub' };
}

/** How many messages must agree, and how closely, before an old time is taken for a wrong clock. */
const AGREEING = 5;
const SAME_OFFSET_MS = 60_000;

/**
 * Remembers how far the last messages of a station were from the hub's clock. Five that came singly, with one
 * offset, say that the station's clock is off: such messages are live, however old they look.
 */
export class ClockWatch {
  readonly #offsets: number[] = [];

  /** `singly`: the message was not part of a batch. */
  note(offsetMs: number, singly: boolean): void {
    if (!singly) this.#offsets.length = 0;
    else {
      this.#offsets.push(offsetMs);
      if (this.#offsets.length > AGREEING) this.#offsets.shift();
    }
  }

  /** Old times are then the clock's fault, not the way's. */
  get isSteady(): boolean {
    if (this.#offsets.length < AGREEING) return false;
    return Math.max(...this.#offsets) - Math.min(...this.#offsets) <= SAME_OFFSET_MS;
  }
}
