// What happens at a station of the town, before it is framed: the body of each message and its time.
import type { DropOffMessage } from '../../src/protocol/drop-off.ts';
import type { EmptiedMessage } from '../../src/protocol/emptied.ts';
import type { EventMessage } from '../../src/protocol/event.ts';
import type { FillLevelMessage } from '../../src/protocol/fill-level.ts';
import type { Frame } from '../../src/protocol/frame.ts';

type Body<Message> = Omit<Message, keyof Frame>;
export type DropOffBody = Body<DropOffMessage>;
export type FillLevelBody = Body<FillLevelMessage>;
export type EmptiedBody = Body<EmptiedMessage>;
export type EventBody = Body<EventMessage>;

/** `at` is the town's time, milliseconds since 1970 UTC. */
export type Happening =
  | { type: 'drop-off'; at: number; body: DropOffBody }
  | { type: 'fill-level'; at: number; body: FillLevelBody }
  | { type: 'emptied'; at: number; body: EmptiedBody }
  | { type: 'event'; at: number; body: EventBody };
