// Aedes with some of its ways changed: what nobody could receive is not published, a connection that was replaced
// leaves no will, and old connections that end late do no harm to the new one of the same client id.
import type { AedesOptions } from 'aedes';
import { type BrokerClient, type Done, OpenAedes, type PassingPacket } from './aedes-internals.ts';
import { SessionStore } from './session-store.ts';

const noop = (): void => {};

export class StationBroker extends OpenAedes {
  constructor(options: AedesOptions) {
    // Concurrency 0: without it a hundred messages to a frozen subscriber would stop the delivery to all others.
    super({ ...options, concurrency: 0, persistence: new SessionStore() });
  }

  /**
   * What Aedes publishes. Messages of clients go on only when the door let them through, and no publisher waits for
   * its subscribers. Without a client it is Aedes speaking to other brokers of a cluster (`$SYS`): nobody may hear.
   */
  override publish(packet: PassingPacket, client: BrokerClient | Done | null, done: Done = noop): void {
    if (packet.forward === true) super.publish(packet, client as BrokerClient, noop);
    if (typeof client === 'function') client();
    else done();
  }

  /** The hub's own messages. */
  publishOwn(packet: PassingPacket): Promise<void> {
    return new Promise((resolve) => super.publish(packet, null, () => resolve()));
  }

  /** A station that connects again is not offline: the connection that it replaces leaves no will. */
  override registerClient(client: BrokerClient): void {
    const replaced = this.clients[client.id];
    if (replaced !== undefined) {
      replaced.will = null;
      replaced.session.takenOver = true;
      client.session.tookOver = !replaced.closed;
    }
    super.registerClient(client);
  }

  /** A client may be gone before its turn has come; Aedes would keep it for ever. */
  override _finishRegisterClient(client: BrokerClient): void {
    if (!client.closed) super._finishRegisterClient(client);
  }

  /** Closing takes a moment; when it ends the id may be a new connection's. */
  override unregisterClient(client: BrokerClient): void {
    if (this.clients[client.id] === client) super.unregisterClient(client);
  }
}
