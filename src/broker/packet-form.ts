// What the parser lets through and MQTT 3.1.1 forbids, packet by packet. Such a packet ends its connection
// ([MQTT-4.8.0-1]). Pure: knows one packet, nothing of the session that it came in.
import type { ParsedPacket } from './aedes-internals.ts';
import { hasForbiddenCharacters, isTopicFilter, isTopicName } from './topic-form.ts';

type Of<Cmd extends ParsedPacket['cmd']> = Extract<ParsedPacket, { cmd: Cmd }>;

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 3: 'MQIsdp', 4: 'MQTT', 5: 'MQTT' };
/** Of the protocol's level, the flags and the keepalive. */
const CONNECT_FIXED_BYTES = 4;
const PACKET_ID_BYTES = 2;

/** What is wrong with it; undefined when nothing is. */
export function findFormFault(packet: ParsedPacket): string | undefined {
  switch (packet.cmd) {
    case 'connect':
      return findConnectFault(packet);
    case 'publish':
      return findPublishFault(packet);
    case 'subscribe':
      return findFilterFault(
        packet,
        packet.subscriptions.map(({ topic }) => topic),
      );
    case 'unsubscribe':
      return findFilterFault(packet, packet.unsubscriptions);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      if (packet.length !== PACKET_ID_BYTES) return 'it has not the length of an acknowledgement';
      return isPacketId(packet.messageId) ? undefined : 'its packet id is 0';
    case 'pingreq':
    case 'disconnect':
      return packet.length === 0 ? undefined : 'it has bytes after its end';
    default:
      return 'a client does not send it';
  }
}

function findConnectFault(packet: Of<'connect'>): string | undefined {
  const { clientId, username, password, will, protocolId, protocolVersion = 4 } = packet;
  if (PROTOCOL_NAMES[protocolVersion] !== protocolId)
    return 'its protocol name and level do not belong together';
  // Its fields are others; return code 1 is the answer to it.
  if (protocolVersion === 5) return undefined;
  if ([clientId, username ?? ''].some(hasForbiddenCharacters)) return 'its client id or user name is no text';
  // [MQTT-3.1.2-22]
  if (username === undefined && password !== undefined) return 'it has a password and no user name';
  // [MQTT-3.1.2-14]
  if ((will?.qos ?? 0) > 2) return 'its will has QoS 3';
  if (will !== undefined && !isTopicName(will.topic)) return 'the topic of its will is no topic name';
  return packet.length === lengthOf(packet) ? undefined : 'it has bytes after its end';
}

function lengthOf({ protocolId, clientId, will, username, password }: Of<'connect'>): number {
  const fields = [protocolId, clientId, will?.topic, will?.payload, username, password];
  return fields.reduce(
    (sum, field) => (field === undefined ? sum : sum + 2 + Buffer.byteLength(field)),
    CONNECT_FIXED_BYTES,
  );
}

function findPublishFault(packet: Of<'publish'>): string | undefined {
  const { topic, qos, messageId, payload, length = 0 } = packet;
  if (!isTopicName(topic)) return 'its topic is no topic name';
  if (qos === 0) return undefined;
  if (!isPacketId(messageId)) return 'its packet id is not 1..65535';
  // The parser reads a packet id that does not fit in from the packet behind it.
  const isCut = payload.length === 0 && length < 2 + Buffer.byteLength(topic) + PACKET_ID_BYTES;
  return isCut ? 'it ends before its packet id' : undefined;
}

/** Of SUBSCRIBE ([MQTT-3.8.3-3]) and UNSUBSCRIBE ([MQTT-3.10.3-2]). */
function findFilterFault({ messageId }: ParsedPacket, filters: readonly string[]): string | undefined {
  if (!isPacketId(messageId)) return 'its packet id is 0';
  if (filters.length === 0) return 'it names no topic filter';
  return filters.every(isTopicFilter) ? undefined : 'a topic filter is none';
}

/** [MQTT-2.3.1-1] */
function isPacketId(id: number | undefined): boolean {
  return id !== undefined && id >= 1 && id <= 65_535;
}
