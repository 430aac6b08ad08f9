// The way of a message from a client's socket to the door and back: held until the door has it on disk, then
// acknowledged and, where somebody listens, forwarded as it was accepted.

import type { Door, Outcome } from '../ingest/door.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/principal.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import type { BrokerClient, Done, PassingPacket } from './aedes-internals.ts';
import type { Attempt } from './attempt.ts';
import type { Audience } from './audience.ts';
import { createHolds, type Hold } from './holds.ts';
import type { BrokerPolicy } from './policy.ts';
import { principalOf } from './session.ts';

export interface UplinkMetrics {
  readonly ackSeconds: Pick<Metrics['ackSeconds'], 'observe'>;
}

export interface UplinkOptions {
  door: Door;
  clock: Clock;
  attempt: Attempt;
  policy: BrokerPolicy;
  audience: Audience<BrokerClient>;
  ackDeadlineSeconds: number;
  metrics?: UplinkMetrics | undefined;
  /** Called for each message that was answered. */
  onAnswered(): void;
  /** For a message whose sender has gone before it was acknowledged. */
  forward(packet: PassingPacket, client: BrokerClient): void;
}

export interface Uplink {
  readonly holding: number;
  /** Aedes' hook before the PUBACK; wills come this way too. Never throws, answers exactly once or never. */
  authorizePublish(client: BrokerClient | null, packet: PassingPacket, answer: Done): void;
  start(): void;
  /** From now on nothing is taken; what is held is still answered. */
  close(): void;
  /** Ends the watch over the deadline. */
  stop(): void;
}

const TICKS_PER_DEADLINE = 5;
/** One in so many is timed: enough for a histogram, free for the rest. */
const TIMED_EVERY = 16;

export function createUplink(options: UplinkOptions): Uplink {
  const { door, clock, attempt, policy, audience, ackDeadlineSeconds, metrics, forward, onAnswered } =
    options;
  const holds = createHolds();
  const acknowledgements = createAcknowledgements();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let untimed = 0;

  function authorizePublish(client: BrokerClient | null, packet: PassingPacket, answer: Done): void {
    const principal = principalOf(client?.session);
    if (client === null || principal === undefined) {
      answer(new Error('cannot take a message: nobody is known to have sent it'));
      return;
    }
    if (!policy.mayPublish(principal))
      answer(new Error(`cannot take a message: user ${principal.id} may only read`));
    // When closed it stays unanswered for ever: the sockets are about to close.
    else if (!closed) pass(client, principal, packet, answer);
  }

  function pass(client: BrokerClient, principal: Principal, packet: PassingPacket, answer: Done): void {
    const settled = settlementOf(holds.add(client, packet, { answer, startMs: timeOfSample() }));
    const { topic } = packet;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const message = { principal, topic, payload, receivedAt: clock.now(), heard: audience.hears(topic) };
    attempt(
      'hand a message to the door',
      () => door.receive(message, settled),
      (error) => settled(error, {}),
    );
  }

  /** A function of its own, so that what waits for the disk keeps alive the hold and nothing else. */
  function settlementOf(hold: Hold) {
    return (error: Error | undefined, outcome: Outcome) => settle(hold, error, outcome);
  }

  /** Undefined for most: one in so many is timed. */
  function timeOfSample(): number | undefined {
    return metrics !== undefined && untimed++ % TIMED_EVERY === 0 ? performance.now() : undefined;
  }

  function settle(hold: Hold, error: Error | undefined, outcome: Outcome): void {
    if (!holds.release(hold)) return;
    if (error) refuse(hold, error);
    else accept(hold, outcome);
    onAnswered();
  }

  function refuse({ client, answer }: Hold, error: Error): void {
    acknowledgements.flush(client);
    // The message is not stored, and it is not the station's fault: nobody may read "offline" from this.
    client.will = null;
    answer(error);
  }

  function accept({ client, packet, answer, startMs }: Hold, outcome: Outcome): void {
    attempt('forward a message', () => prepareForward(packet, outcome));
    if (startMs !== undefined) metrics?.ackSeconds.observe((performance.now() - startMs) / 1000);
    if (client.closed && packet.cmd === 'publish') forward(packet, client);
    else if (isPlain(packet) && !client.conn.writableNeedDrain)
      acknowledgements.add(client, packet.messageId);
    else {
      acknowledgements.flush(client);
      answer(null);
    }
  }

  function prepareForward(packet: PassingPacket, outcome: Outcome): void {
    packet.retain = policy.retains(packet, outcome);
    if (!packet.retain && !audience.hears(packet.topic)) return;
    const payload = policy.payloadFor(packet, outcome);
    if (payload === undefined) return;
    packet.payload = Buffer.from(payload);
    // [MQTT-3.3.1-3]: that its sender sent it again is not its subscribers' business.
    packet.dup = false;
    packet.forward = true;
  }

  function cut({ client }: Hold): void {
    client.will = null;
    client.conn.destroy();
  }

  return {
    get holding() {
      return holds.count;
    },
    authorizePublish,
    start() {
      const tickMs = (ackDeadlineSeconds * 1000) / TICKS_PER_DEADLINE;
      timer = setInterval(() => holds.tick(TICKS_PER_DEADLINE, cut), tickMs);
    },
    close() {
      closed = true;
    },
    stop: () => clearInterval(timer),
  };
}

/** Nothing is left to do but the PUBACK. */
function isPlain(packet: PassingPacket): packet is PassingPacket & { messageId: number } {
  return packet.qos === 1 && packet.cmd === 'publish' && packet.forward !== true;
}
