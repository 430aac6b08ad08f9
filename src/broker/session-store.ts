// What Aedes asks of a persistence, for a broker whose sessions are all clean: retained messages, and the QoS 2
// messages between PUBLISH and PUBREL. Nothing is queued for absent clients, and wills live with their connection:
// Aedes' own memory store scans all retained messages at every subscription, which a thousand stations that
// reconnect at once would pay for.
import { Readable } from 'node:stream';
import type { PublishPacket } from 'aedes';
import { filterCovers } from '../protocol/topics.ts';

interface ClientRef {
  id: string;
}

interface Numbered {
  messageId?: number | undefined;
}

export class SessionStore {
  readonly #retained = new Map<string, PublishPacket>();
  readonly #incoming = new Map<string, Map<number, Numbered>>();

  // Aedes insists on an async function here.
  async setup(): Promise<void> {}

  /** An empty payload ends what was retained ([MQTT-3.3.1-10]). */
  async storeRetained(packet: PublishPacket): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic);
    else this.#retained.set(packet.topic, { ...packet });
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(filters.flatMap((filter) => this.#retainedBy(filter)));
  }

  #retainedBy(filter: string): PublishPacket[] {
    if (/[+#]/.test(filter))
      return [...this.#retained.values()].filter(({ topic }) => filterCovers(filter, topic));
    const packet = this.#retained.get(filter);
    return packet ? [packet] : [];
  }

  async incomingStorePacket(client: ClientRef, packet: Numbered): Promise<void> {
    const packets = this.#incoming.get(client.id) ?? new Map<number, Numbered>();
    this.#incoming.set(client.id, packets);
    packets.set(packet.messageId ?? 0, { messageId: packet.messageId });
  }

  /** Rejects when there is none: Aedes takes that for a first PUBLISH. */
  async incomingGetPacket(client: ClientRef, packet: Numbered): Promise<Numbered> {
    const found = this.#incoming.get(client.id)?.get(packet.messageId ?? 0);
    if (found === undefined) throw new Error(`cannot find QoS 2 message ${packet.messageId}: not received`);
    return found;
  }

  async incomingDelPacket(client: ClientRef, packet: Numbered): Promise<void> {
    this.#incoming.get(client.id)?.delete(packet.messageId ?? 0);
  }

  async cleanIncoming(client: ClientRef): Promise<void> {
    this.#incoming.delete(client.id);
  }

  // Below: what only sessions that outlive their connection would need.

  async cleanSubscriptions(): Promise<void> {}
  async subscriptionsByTopic(): Promise<never[]> {
    return [];
  }
  async outgoingEnqueueCombi(): Promise<void> {}
  async outgoingClearMessageId(): Promise<undefined> {
    return undefined;
  }
  outgoingStream(): Readable {
    return Readable.from([]);
  }
  async putWill(): Promise<void> {}
  async delWill(): Promise<void> {}
  streamWill(): Readable {
    return Readable.from([]);
  }
}
