// One thing that a station does on the network, at its time: what a scenario or a replay is made of.
import type { Expected } from './oracle.ts';

export type Step =
  | {
      act: 'say';
      /** Milliseconds since the run began, real time. */
      at: number;
      topic: string;
      payload: Buffer;
      /** One for each message of a batch. */
      expected: readonly Expected[];
    }
  | {
      /** `cut`: the power is gone, the hub publishes the will. `take-over`: a second device with the same token. */
      act: 'connect' | 'take-over';
      at: number;
      connectionId: string;
    }
  | { act: 'cut' | 'leave'; at: number };

export interface StationScript {
  station: string;
  steps: readonly Step[];
}
