// The ports that stations connect to: plain TCP, and TLS beside it. Knows sockets and their number, nothing of MQTT.
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../certificate.ts';
import type { Log } from '../log.ts';

export interface ListenAddress {
  host: string;
  port: number;
}

export interface EntranceOptions {
  plain: ListenAddress;
  tls?: (ListenAddress & { certFile: string; keyFile: string }) | undefined;
  /** Over both ports; one more is closed at once. */
  maxConnections: number;
  /** For the TLS handshake. */
  connectTimeoutSeconds: number;
  log: Log;
  onSocket(socket: Socket): void;
}

export interface Entrance {
  readonly addresses: { mqtt: ListenAddress; mqtts?: ListenAddress };
  readonly sockets: ReadonlySet<Socket>;
  start(): Promise<void>;
  /** No more connections; those that are there stay. */
  close(): void;
}

/** Half-open connections of stations without keepalive end by this. */
const KEEP_ALIVE_PROBE_MS = 60_000;
const SOCKET_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS };

export function createEntrance(options: EntranceOptions): Entrance {
  const { plain, tls, maxConnections, connectTimeoutSeconds, log, onSocket } = options;
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  let stopWatching: (() => void) | undefined;

  function count(socket: Socket): boolean {
    if (sockets.size >= maxConnections) {
      socket.destroy();
      return false;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return true;
  }

  function createPlain(): Server {
    return createServer(SOCKET_OPTIONS, (socket) => {
      if (count(socket)) onSocket(socket);
    });
  }

  function createSecure(files: { certFile: string; keyFile: string }): Server {
    const certificate = createCertificate(files, log);
    const server = createTlsServer(
      { ...SOCKET_OPTIONS, ...certificate.read(), handshakeTimeout: connectTimeoutSeconds * 1000 },
      (socket: TLSSocket) => onSocket(socket),
    );
    // Counted before the handshake, which costs more than anything after it.
    server.on('connection', count);
    server.on('tlsClientError', (error) => log.debug({ err: error }, 'TLS handshake failed'));
    stopWatching = certificate.watch((changed) => server.setSecureContext(changed));
    return server;
  }

  function close(): void {
    stopWatching?.();
    for (const server of servers) server.close();
  }

  return {
    get addresses() {
      const [mqtt, mqtts] = servers.map(addressOf);
      return { mqtt: mqtt ?? plain, ...(mqtts && { mqtts }) };
    },
    sockets,
    async start() {
      servers.push(createPlain());
      try {
        if (tls) servers.push(createSecure(tls));
        for (const [index, address] of [plain, ...(tls ? [tls] : [])].entries())
          await listen(servers[index] as Server, address);
      } catch (error) {
        close();
        throw error;
      }
    },
    close,
  };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const hint = 'another hub or broker may be using it';
      reject(new Error(`cannot listen for MQTT on ${host}:${port}: ${error.message} (${hint})`));
    });
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server): ListenAddress | undefined {
  const address = server.address();
  return address !== null && typeof address === 'object'
    ? { host: address.address, port: address.port }
    : undefined;
}
