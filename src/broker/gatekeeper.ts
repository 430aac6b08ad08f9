// Aedes' hooks at the gate: CONNECT and SUBSCRIBE, judged by the policy. Remembers who was refused.
import type { AuthenticateError, ConnectPacket, Subscription } from 'aedes';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../model/clock.ts';
import type { BrokerClient, ParsedPacket } from './aedes-internals.ts';
import type { Attempt } from './attempt.ts';
import type { Audience } from './audience.ts';
import type { BrokerPolicy } from './policy.ts';
import { createRefusedConnections, type RefusedConnections } from './refused-connections.ts';
import { principalOf, type Refused, type Session } from './session.ts';

export interface GatekeeperOptions {
  /** False while nothing could be acknowledged. */
  isOpen(): boolean;
  policy: BrokerPolicy;
  clock: Clock;
  attempt: Attempt;
  audience: Audience<BrokerClient>;
  metrics?: Pick<Metrics, 'refusedConnections'> | undefined;
}

export interface Gatekeeper {
  preConnect(
    client: BrokerClient,
    packet: ConnectPacket,
    callback: (error: null, success: boolean) => void,
  ): void;
  authenticate(
    client: BrokerClient,
    callback: (error: AuthenticateError | null, success: boolean) => void,
  ): void;
  authorizeSubscribe(
    client: BrokerClient,
    subscription: Subscription,
    callback: (error: null, granted: Subscription | null) => void,
  ): void;
  /** A packet that is about to end its connection; of a CONNECT the operator is to know. */
  noteFault(session: Session, packet: ParsedPacket): void;
  /** Asks the policy again about a connection; false when it would not be let in any more. */
  isStillAdmitted(session: Session): boolean;
  refused: RefusedConnections['list'];
  noteRefused: RefusedConnections['add'];
}

const MAX_SUBSCRIPTIONS = 32;
const UNAVAILABLE: Refused = { ok: false, returnCode: 3, reason: 'unavailable' };

export function createGatekeeper(options: GatekeeperOptions): Gatekeeper {
  const { isOpen, policy, clock, attempt, audience, metrics } = options;
  const refusedConnections = createRefusedConnections();

  function judge({ session }: BrokerClient, packet: ConnectPacket): void {
    const { clientId, clean, protocolVersion = 4, username: user } = packet;
    const secret = packet.password?.toString();
    const request = { clientId, cleanSession: clean === true, protocolVersion, user, secret };
    session.admission = policy.admit({ ...request, loopback: session.loopback });
    if (session.admission.ok) packet.clientId = session.admission.clientId;
    else remember(session.admission, user ?? clientId, session.address);
  }

  function remember({ reason }: Refused, user: string, address: string): void {
    noteRefused({ user, address, reason, at: clock.now() });
  }

  function noteRefused(attempted: Parameters<RefusedConnections['add']>[0]): void {
    const { reason } = attempted;
    refusedConnections.add(attempted);
    metrics?.refusedConnections.set(reason, (metrics.refusedConnections.get(reason) ?? 0) + 1);
  }

  function mayHaveOneMore(client: BrokerClient, filter: string): boolean {
    return filter in client.subscriptions || Object.keys(client.subscriptions).length < MAX_SUBSCRIPTIONS;
  }

  return {
    preConnect(client, packet, callback) {
      client.session.admission = UNAVAILABLE;
      attempt('judge a CONNECT', () => {
        if (isOpen()) judge(client, packet);
      });
      // Every session is clean: nothing is kept for those who are away.
      packet.clean = true;
      callback(null, true);
    },
    authenticate({ session }, callback) {
      const admission = session.admission ?? UNAVAILABLE;
      if (admission.ok) callback(null, true);
      else callback(refusal(admission), false);
    },
    authorizeSubscribe(client, subscription, callback) {
      let granted = false;
      attempt('judge a subscription', () => {
        const principal = principalOf(client.session);
        if (!principal || !mayHaveOneMore(client, subscription.topic)) return;
        granted = policy.maySubscribe(principal, subscription.topic);
        if (granted && principal.kind === 'integration') audience.add(client, subscription.topic);
      });
      callback(null, granted ? subscription : null);
    },
    noteFault({ address }, packet) {
      if (packet.cmd !== 'connect') return;
      const { username, clientId } = packet;
      noteRefused({ user: username ?? clientId, address, reason: 'malformed-connect', at: clock.now() });
    },
    isStillAdmitted({ admission, loopback }) {
      if (!admission?.ok) return false;
      const principal = policy.readmit(admission, { loopback });
      if (principal !== undefined) admission.principal = principal;
      return principal !== undefined;
    },
    refused: refusedConnections.list,
    noteRefused,
  };
}

function refusal({ reason, returnCode }: Refused): AuthenticateError {
  return Object.assign(new Error(`cannot let the client in: ${reason}`), { returnCode });
}
