// The hub's embedded broker, with its guards, under rules of its own: everybody may come in, publish and subscribe
// everywhere, and every message is taken and passed on as it is. For suites of others that test MQTT, not the hub.
import { randomUUID } from 'node:crypto';
import type { Broker, BrokerConfig } from '../../src/broker/broker.ts';
import { createBroker } from '../../src/broker/embedded.ts';
import type { BrokerPolicy } from '../../src/broker/policy.ts';
import type { Door } from '../../src/ingest/door.ts';
import { silentLog } from '../../src/log.ts';

const OPEN_POLICY: BrokerPolicy = {
  admit({ clientId, cleanSession, protocolVersion }) {
    if (protocolVersion !== 3 && protocolVersion !== 4)
      return { ok: false, returnCode: 5, reason: 'protocol-version' };
    if (clientId === '' && !cleanSession) return { ok: false, returnCode: 2, reason: 'empty-client-id' };
    const id = clientId === '' ? randomUUID() : clientId;
    // A principal of the kind whose subscriptions hear what clients publish.
    return { ok: true, principal: { kind: 'integration', id, filters: ['#'] }, clientId: id, secret: '' };
  },
  readmit: ({ principal }) => principal,
  mayPublish: () => true,
  maySubscribe: () => true,
  retains: ({ retain }) => retain,
  payloadFor: ({ payload }) => Buffer.from(payload),
};

/** Takes everything at once and keeps nothing. */
const OPEN_DOOR: Door = {
  open: true,
  receive: (_message, done) => void setImmediate(() => done(undefined, {})),
};

/** Nobody is registered, and it never changes. */
const NOBODY = {
  authenticate: () => ({ ok: false as const, reason: 'unknown-user' as const }),
  station: () => undefined,
  pathOf: () => [],
  onChange: () => {},
};

/** What the hub runs with, but for the port. */
const CONFIG: Omit<BrokerConfig, 'host' | 'port'> = {
  maxConnections: 12_000,
  maxPacketBytes: 1024 * 1024,
  connectTimeoutSeconds: 10,
  drainTimeoutSeconds: 10,
  ackDeadlineSeconds: 20,
};

export function createOpenBroker(address: { host: string; port: number }): Broker {
  return createBroker({
    config: { ...CONFIG, ...address },
    policy: OPEN_POLICY,
    door: OPEN_DOOR,
    registry: NOBODY,
    clock: { now: () => Date.now() },
    log: silentLog,
  });
}
