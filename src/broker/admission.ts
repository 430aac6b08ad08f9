// Judges a CONNECT: who is it, and may it come in. Cheap on purpose (one SHA-256, no input or output), because a
// thousand stations connect at once after a power cut, and strangers try as often as they like.
import { randomUUID } from 'node:crypto';
import type { Principal } from '../model/principal.ts';
import type { Authentication, Registry } from '../registry/registry.ts';
import { mayUseClientId } from './access.ts';
import type { Admission, Refused } from './session.ts';

export interface ConnectRequest {
  clientId: string;
  cleanSession: boolean;
  protocolVersion: number;
  user: string | undefined;
  secret: string | undefined;
  /** The peer is on this machine. */
  loopback: boolean;
}

type Authenticate = Registry['authenticate'];
type AuthenticationFault = Extract<Authentication, { ok: false }>['reason'];

const RETURN_CODES: Record<AuthenticationFault, 4 | 5> = {
  'unknown-user': 4,
  'wrong-token': 4,
  'not-in-service': 5,
  'demo-token-off-loopback': 5,
};

export function admit(request: ConnectRequest, authenticate: Authenticate): Admission {
  const { user, secret, loopback } = request;
  // Aedes itself answers other versions with return code 1; here it only becomes visible who tried.
  if (request.protocolVersion !== 3 && request.protocolVersion !== 4) return refuse(5, 'protocol-version');
  if (user === undefined || user === '' || secret === undefined) return refuse(4, 'no-credentials');
  const answer = authenticate(user, secret, { loopback });
  if (!answer.ok) return refuse(RETURN_CODES[answer.reason] ?? 5, answer.reason);
  // [MQTT-3.1.3-8]
  if (request.clientId === '' && !request.cleanSession) return refuse(2, 'empty-client-id');
  const clientId = request.clientId === '' ? assignedClientId(answer.principal) : request.clientId;
  if (!mayUseClientId(answer.principal, clientId)) return refuse(2, 'foreign-client-id');
  return { ok: true, principal: answer.principal, clientId, secret };
}

function refuse(returnCode: Refused['returnCode'], reason: string): Refused {
  return { ok: false, returnCode, reason };
}

function assignedClientId({ kind, id }: Principal): string {
  return kind === 'station' ? id : `${id}/${randomUUID()}`;
}
