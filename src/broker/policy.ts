// What the embedded broker asks before it lets something happen: between the broker, which knows MQTT, and the rules
// of whoever runs it. The hub's are in registry-policy.ts.
import type { Outcome } from '../ingest/door.ts';
import type { Principal } from '../model/principal.ts';
import type { ConnectRequest } from './admission.ts';
import type { PassingPacket } from './aedes-internals.ts';
import type { Admission, Admitted } from './session.ts';

/** Called for each packet concerned: must be quick. Who throws has refused. */
export interface BrokerPolicy {
  admit(request: ConnectRequest): Admission;
  /** Who it is now; undefined when it would not be let in any more. */
  readmit(admitted: Admitted, peer: { loopback: boolean }): Principal | undefined;
  mayPublish(principal: Principal): boolean;
  maySubscribe(principal: Principal, filter: string): boolean;
  /** Whether later subscribers are to find a message that the door took. */
  retains(packet: PassingPacket, outcome: Outcome): boolean;
  /** What subscribers get of it; undefined: nothing. */
  payloadFor(packet: PassingPacket, outcome: Outcome): Buffer | string | undefined;
}
