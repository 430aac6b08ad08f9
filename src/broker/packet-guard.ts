// Stands between the parser and Aedes: packets that the standard forbids end their connection before they have any
// effect. Answers what the parser only refuses: a level of the protocol that is not spoken here.
import type { BrokerClient, ParsedPacket } from './aedes-internals.ts';
import { findFormFault } from './packet-form.ts';

/** [MQTT-3.1.2-2]: CONNACK with return code 1, unacceptable protocol level. */
const UNACCEPTABLE_LEVEL = Buffer.from([0x20, 2, 0, 1]);

/** `onFault`: called before the connection ends. */
export function guardPackets(client: BrokerClient, onFault: (packet: ParsedPacket) => void): void {
  const { _parser: parser } = client;
  const handlers = parser.listeners('packet') as ((packet: ParsedPacket) => void)[];
  parser.removeAllListeners('packet');

  parser.on('packet', (packet: ParsedPacket) => {
    const fault = findFormFault(packet);
    if (fault === undefined) for (const handler of handlers) handler.call(parser, packet);
    else refuse(packet, fault);
  });
  parser.prependListener('error', () => {
    if (isUnspokenLevel(parser.packet)) client.conn.write(UNACCEPTABLE_LEVEL);
  });

  function refuse(packet: ParsedPacket, fault: string): void {
    onFault(packet);
    if (isUnspokenLevel(packet)) client.conn.write(UNACCEPTABLE_LEVEL);
    client.emit('error', new Error(`cannot take a ${packet.cmd} packet: ${fault}`));
  }
}

function isUnspokenLevel(packet: Partial<ParsedPacket>): boolean {
  if (packet.cmd !== 'connect' || packet.protocolId !== 'MQTT') return false;
  return packet.protocolVersion !== undefined && packet.protocolVersion !== 4;
}
