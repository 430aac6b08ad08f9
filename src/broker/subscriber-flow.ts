// What leaves for a subscriber, just before it does: nothing for one who does not keep up, and never a higher QoS than
// was granted.
import type { AedesPublishPacket } from 'aedes';
import { filterCovers } from '../protocol/topics.ts';
import type { BrokerClient } from './aedes-internals.ts';

/** What may wait in memory for one subscriber. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;

/** Null: it does not get the packet. */
export function forwardTo(client: BrokerClient, packet: AedesPublishPacket): AedesPublishPacket | null {
  if (!keepsUp(client)) return null;
  return packet.qos === 0 ? packet : withinGrant(client, packet);
}

/** A subscriber that takes less than it asked for is cut before its queue costs the others their memory. */
function keepsUp({ conn }: BrokerClient): boolean {
  if (conn.writableLength <= MAX_UNSENT_BYTES) return true;
  conn.destroy();
  return false;
}

/** [MQTT-3.8.4-6]: Aedes looks the grant up by the topic, and finds none where the filter has wildcards. */
function withinGrant({ subscriptions }: BrokerClient, packet: AedesPublishPacket): AedesPublishPacket {
  const grants = Object.entries(subscriptions);
  if (grants.every(([, { qos }]) => qos >= packet.qos)) return packet;
  const granted = grants
    .filter(([filter]) => filterCovers(filter, packet.topic))
    .reduce((most, [, { qos }]) => Math.max(most, qos), 0);
  return granted < packet.qos ? { ...packet, qos: granted as 0 | 1 } : packet;
}
