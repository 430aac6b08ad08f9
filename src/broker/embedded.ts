// The embedded MQTT broker: Aedes between the stations and the door. Wires the parts of this folder; must not know
// what a message means.
import type { Socket } from 'node:net';
import type { AedesOptions, Client } from 'aedes';
import type { Door } from '../ingest/door.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { ConfigMessage } from '../protocol/downlink.ts';
import type { Registry } from '../registry/registry.ts';
import type { BrokerClient, PassingPacket } from './aedes-internals.ts';
import { createAttempt } from './attempt.ts';
import { createAudience } from './audience.ts';
import type { Broker, BrokerConfig, ConnectionListener, RetainedMessage } from './broker.ts';
import { createEntrance } from './entrance.ts';
import { sayFarewell, waitUntil } from './farewell.ts';
import { createFrameGuard, type FrameFault, guardSocket } from './frame-guard.ts';
import { createGatekeeper } from './gatekeeper.ts';
import { createIntake } from './intake.ts';
import { createMembers } from './members.ts';
import { createOversizedPackets } from './oversized-packets.ts';
import { guardPackets } from './packet-guard.ts';
import type { BrokerPolicy } from './policy.ts';
import { createRegistryPolicy } from './registry-policy.ts';
import { isLoopback, principalOf, type Session } from './session.ts';
import { StationBroker } from './station-broker.ts';
import { forwardTo } from './subscriber-flow.ts';
import { createUplink, type UplinkMetrics } from './uplink.ts';

export interface BrokerOptions {
  config: BrokerConfig;
  door: Door;
  registry: Pick<Registry, 'authenticate' | 'station' | 'pathOf' | 'onChange'>;
  /** The registry's, when absent. */
  policy?: BrokerPolicy;
  clock: Clock;
  log: Log;
  metrics?: Pick<Metrics, 'totals' | 'refusedConnections'> & UplinkMetrics;
  connections?: ConnectionListener;
  /** What a station is told, retained, when it connects and when the registry changes. */
  configMessage?(stationId: string): ConfigMessage | undefined;
}

/** More than a group commit takes at full speed, so that the disk never waits. */
const MOST_HELD = 500;
const MAX_CONNECT_BYTES = 8 * 1024;
/** Clients may send before they have the CONNACK; what is queued is at most one read of the socket. */
const QUEUED_BEFORE_CONNACK = 1_000;
/** Deeper topics end the connection; what is merely unknown is kept by the door, with its reason. */
const MAX_TOPIC_LEVELS = 16;
/** The bound of ids for clients of MQTT 3.1; Aedes' 23 is shorter than a station's id may be. */
const MAX_CLIENT_ID_LENGTH = 128;
const FAREWELL_MS = 1_000;

export function createBroker(options: BrokerOptions): Broker {
  const { config, door, registry, clock, log, metrics, connections } = options;
  const attempt = createAttempt(log);
  const policy = options.policy ?? createRegistryPolicy({ registry, attempt });
  const audience = createAudience<BrokerClient>();
  const oversized = createOversizedPackets();
  let running = false;

  const gatekeeper = createGatekeeper({
    isOpen: () => running && door.open,
    policy,
    clock,
    attempt,
    audience,
    metrics,
  });
  const uplink = createUplink({
    door,
    clock,
    attempt,
    policy,
    audience,
    metrics,
    ackDeadlineSeconds: config.ackDeadlineSeconds,
    forward: (packet, client) => aedes.publish(packet, client),
    onAnswered: () => intake.answered(),
  });
  const members = createMembers({
    ...options,
    attempt,
    listener: connections,
    publish,
    isStillAdmitted: gatekeeper.isStillAdmitted,
    onLeave: (client) => audience.drop(client),
  });
  const entrance = createEntrance({ ...config, plain: config, log, onSocket: accept });

  const intake = createIntake({ held: () => uplink.holding, most: MOST_HELD });
  const aedes = new StationBroker({
    connectTimeout: config.connectTimeoutSeconds * 1000,
    drainTimeout: config.drainTimeoutSeconds * 1000,
    queueLimit: QUEUED_BEFORE_CONNACK,
    maxTopicLevels: MAX_TOPIC_LEVELS,
    maxClientsIdLength: MAX_CLIENT_ID_LENGTH,
    preConnect: (client, packet, callback) => gatekeeper.preConnect(ours(client), packet, callback),
    authenticate: (client, _user, _secret, callback) => gatekeeper.authenticate(ours(client), callback),
    authorizeSubscribe: (client, subscription, callback) =>
      gatekeeper.authorizeSubscribe(ours(client), subscription, callback),
    authorizePublish: (client, packet: PassingPacket, answer) =>
      uplink.authorizePublish(client && ours(client), packet, answer),
    authorizeForward: (client, packet) => forwardTo(ours(client), packet),
  } satisfies AedesOptions);
  aedes.on('client', (client) => members.enter(ours(client)));
  aedes.on('unsubscribe', (filters, client) => audience.remove(ours(client), filters));
  aedes.on('clientError', (client, error) =>
    log.debug({ err: error, client: client.id }, 'connection ended'),
  );
  aedes.on('connectionError', (_client, error) => log.debug({ err: error }, 'connection ended'));
  aedes.on('error', (error: Error) => log.error({ err: error }, `the MQTT broker failed: ${error.message}`));
  registry.onChange((stationIds) => {
    if (running) members.review(stationIds);
  });

  function accept(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const loopback = isLoopback(address);
    const session: Session = { socket, address, loopback, tookOver: false, takenOver: false };
    const { maxPacketBytes } = config;
    const guard = createFrameGuard({ maxPacketBytes, maxConnectBytes: MAX_CONNECT_BYTES });
    guardSocket(socket, guard, (fault) => noteFault(session, fault));
    intake.attach(socket);
    const client = aedes.handle(socket);
    client.session = session;
    guardPackets(client, (packet) => gatekeeper.noteFault(session, packet));
  }

  function noteFault(session: Session, fault: FrameFault): void {
    log.debug({ address: session.address, fault }, 'connection ended by the frame guard');
    const user = principalOf(session)?.id;
    if (fault !== 'too-large' || user === undefined) return;
    if (metrics) metrics.totals.oversizedPackets++;
    const at = clock.now();
    const packet = { station: user, at, inLastHour: oversized.add(user, at) };
    attempt('tell of a packet over the limit', () => connections?.packetTooLarge(packet));
  }

  function publish(topic: string, payload: string | Buffer, { retain = false, qos = 0 as 0 | 1 } = {}): void {
    if (running) void aedes.publishOwn({ cmd: 'publish', topic, payload, retain, qos, dup: false });
  }

  async function start(retained: Iterable<RetainedMessage> = []): Promise<void> {
    if (!config.allowPlaintext && !isLoopback(config.host) && config.host !== 'localhost')
      throw new Error(
        `cannot listen for MQTT on ${config.host}: tokens in the clear need allowPlaintext: true`,
      );
    await aedes.listen();
    for (const { topic, payload } of retained)
      await aedes.publishOwn({ cmd: 'publish', topic, payload, retain: true, qos: 1, dup: false });
    uplink.start();
    running = true;
    try {
      await entrance.start();
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function stop(): Promise<void> {
    if (!running) return;
    running = false;
    entrance.close();
    uplink.close();
    for (const client of members.all()) {
      client.will = null;
      client.pause();
    }
    await waitUntil(() => uplink.holding === 0, config.ackDeadlineSeconds * 1000);
    await sayFarewell(
      [...members.all()].map(({ session }) => session.socket),
      FAREWELL_MS,
    );
    uplink.stop();
    for (const socket of entrance.sockets) socket.destroy();
    await new Promise<void>((resolve) => aedes.close(resolve));
  }

  return {
    get addresses() {
      return entrance.addresses;
    },
    start,
    stop,
    publish,
    disconnect: members.dismiss,
    refused: gatekeeper.refused,
    noteRefused: gatekeeper.noteRefused,
    connectedClients: () => members.count,
    heldMessages: () => uplink.holding,
  };
}

/** Every client of this broker was made in `accept`. */
function ours(client: Client): BrokerClient {
  return client as BrokerClient;
}
