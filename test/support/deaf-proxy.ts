// Stands between a station and the hub and loses PUBACKs on their way: drops some, and cuts the connection then, as a
// bad modem does.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';

export interface DeafProxy {
  port: number;
  /** PUBACKs that never arrived. */
  readonly dropped: number;
  close(): void;
}

export interface DeafProxyOptions {
  /** The hub's port; asked at each connection. */
  target: () => number;
  /** Whether this PUBACK gets lost. */
  loses: () => boolean;
}

export async function startDeafProxy({ target, loses }: DeafProxyOptions): Promise<DeafProxy> {
  let dropped = 0;
  const sockets = new Set<Socket>();

  function carry(station: Socket): void {
    const hub = connect(target(), '127.0.0.1');
    const answers = parser();
    answers.on('packet', (packet: Packet) => {
      if (packet.cmd !== 'puback' || !loses()) return void station.write(generate(packet));
      dropped++;
      station.destroy();
    });
    station.pipe(hub);
    hub.on('data', (chunk) => answers.parse(chunk));
    for (const [socket, other] of [
      [station, hub],
      [hub, station],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => other.destroy());
    }
  }

  const server = createServer(carry).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get dropped() {
      return dropped;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
