// Those who were let in: tells the hub when they come and go, tells stations what the hub wants of them, and sends
// away who would not be let in any more after a change of the registry.

import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/principal.ts';
import type { ConfigMessage } from '../protocol/downlink.ts';
import { downlinkTopic, uplinkTopic } from '../protocol/topics.ts';
import type { Registry } from '../registry/registry.ts';
import type { BrokerClient } from './aedes-internals.ts';
import type { Attempt } from './attempt.ts';
import type { Broker, Connection, ConnectionListener } from './broker.ts';
import { createConnectionBook } from './connection-book.ts';
import { principalOf, type Session } from './session.ts';

export interface MembersOptions {
  registry: Pick<Registry, 'station'>;
  clock: Clock;
  attempt: Attempt;
  metrics?: Pick<Metrics, 'totals'> | undefined;
  listener?: ConnectionListener | undefined;
  configMessage?: ((stationId: string) => ConfigMessage | undefined) | undefined;
  publish: Broker['publish'];
  isStillAdmitted(session: Session): boolean;
  onLeave(client: BrokerClient): void;
}

export interface Members {
  readonly count: number;
  all(): Iterable<BrokerClient>;
  enter(client: BrokerClient): void;
  dismiss(user: string): void;
  /** After a change of these stations in the registry. */
  review(stationIds: readonly string[]): void;
}

export function createMembers(options: MembersOptions): Members {
  const { registry, clock, attempt, metrics, listener, configMessage, publish, isStillAdmitted } = options;
  const book = createConnectionBook();

  function enter(client: BrokerClient): void {
    const { session } = client;
    const principal = principalOf(session);
    if (principal === undefined) return;
    book.add(client);
    client.conn.once('close', () => leave(client, principal));
    countConnect(session);
    const connection = { ...describe(client, principal), tookOver: session.tookOver };
    attempt('tell of a connection', () => listener?.connected(connection));
    for (const station of stationsOf(principal)) publishConfig(station);
  }

  function leave(client: BrokerClient, principal: Principal): void {
    book.remove(client);
    options.onLeave(client);
    const connection = { ...describe(client, principal), takenOver: client.session.takenOver };
    attempt('tell of the end of a connection', () => listener?.disconnected(connection));
  }

  function countConnect({ tookOver }: Session): void {
    if (metrics === undefined) return;
    metrics.totals.connects++;
    if (tookOver) metrics.totals.takeovers++;
  }

  function describe(client: BrokerClient, principal: Principal): Connection {
    return { principal, clientId: client.id, address: client.session.address, at: clock.now() };
  }

  /** Made anew for each, because it carries the hub's time. */
  function publishConfig(stationId: string): void {
    attempt('tell a station its configuration', () => {
      const message = configMessage?.(stationId);
      if (message === undefined) return;
      publish(downlinkTopic(stationId, 'config'), JSON.stringify(message), { retain: true, qos: 1 });
    });
  }

  /** Nothing stays retained of a station that is not there any more. */
  function forget(stationId: string): void {
    for (const topic of [downlinkTopic(stationId, 'config'), uplinkTopic(stationId, 'status')])
      publish(topic, '', { retain: true });
  }

  function reviewClient(client: BrokerClient): void {
    attempt('review a connection', () => {
      if (!isStillAdmitted(client.session)) sendAway(client);
    });
  }

  return {
    get count() {
      return book.size;
    },
    all: () => book.all(),
    enter,
    dismiss(user) {
      for (const client of book.of(user)) sendAway(client);
    },
    review(stationIds) {
      const others = [...book.all()].filter(({ session }) => principalOf(session)?.kind !== 'station');
      for (const client of others) reviewClient(client);
      const spokenFor = new Set(others.flatMap(({ session }) => [...stationsOf(principalOf(session))]));
      for (const id of stationIds) {
        const clients = book.of(id);
        for (const client of clients) reviewClient(client);
        if (registry.station(id) === undefined) forget(id);
        else if (clients.length > 0 || spokenFor.has(id)) publishConfig(id);
      }
    },
  };
}

function stationsOf(principal: Principal | undefined): Iterable<string> {
  if (principal?.kind === 'gateway') return principal.stations;
  return principal?.kind === 'station' ? [principal.id] : [];
}

/** The hub ends it: that says nothing of the station's state, so no will. */
function sendAway(client: BrokerClient): void {
  client.will = null;
  client.close();
}
