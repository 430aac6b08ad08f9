// The lower bound, a process of its own: bytes are parsed as MQTT and acknowledged, nothing else happens.
import { createServer, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('SIGTERM', () => process.exit(0));

function serve(socket: Socket): void {
  const packets = parser();
  let answers: Buffer[] = [];
  packets.on('packet', (packet: Packet) => {
    if (packet.cmd === 'connect') {
      answers.push(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }));
    } else if (packet.cmd === 'publish' && packet.qos === 1) {
      answers.push(generate({ cmd: 'puback', messageId: packet.messageId ?? 0 }));
    }
  });
  socket.on('data', (chunk) => {
    packets.parse(chunk);
    socket.write(Buffer.concat(answers));
    answers = [];
  });
  socket.on('error', () => socket.destroy());
}
