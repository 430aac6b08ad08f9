// Whether a station is known, may come in, and comes.
import { type Finding, note, ok, wrong } from './finding.ts';
import type { RefusedConnect, ServiceFacts, StationFacts } from './station-facts.ts';
import { agoText } from './time-span.ts';

type Registration = StationFacts['registration'];

export function connectionFindings({ registration, refusedConnects, service }: StationFacts, now: number) {
  const lastHeard = service?.delivery.lastReceivedAt;
  const refused = refusedConnects.map((one) => refusedFinding(one, { registration, lastHeard, now }));
  if (!service) return [registeredFinding(registration), ...refused];
  return [
    registeredFinding(registration),
    ...firstDayFinding(service, now),
    tokenFinding(registration),
    everConnectedFinding(service, now),
    ...refused,
    ...takeoverFinding(service),
    onlineFinding(service, registration, now),
  ];
}

function registeredFinding({ station, state, declared, similarId }: Registration): Finding {
  if (state === 'in-service')
    return ok('registered', declared ? 'in service, declared in stations.yaml' : 'in service');
  const add = `dropoff-hub station add ${station} --name NAME --grid AREA --bins BINS`;
  if (state === 'former')
    return wrong('in service', 'it was taken out of service', `${add} takes it in again, with a new token`);
  if (similarId !== undefined)
    return wrong(
      'registered',
      `no station has this id, but ${similarId} is there`,
      `use ${similarId} in the device: case counts`,
    );
  return wrong('registered', 'no station has this id', `${add}; or correct the id in the device`);
}

function firstDayFinding({ station }: ServiceFacts, now: number): Finding[] {
  const { inServiceFrom } = station;
  if (inServiceFrom === undefined || Date.parse(inServiceFrom) <= now) return [];
  return [note('in service', `its first day is to be ${inServiceFrom}`)];
}

function tokenFinding({ station, tokens, demoToken, gateways }: Registration): Finding {
  const rotate = `dropoff-hub station rotate-token ${station} makes one`;
  const spoken = gateways.length > 0 ? `; ${gateways.join(', ')} may speak for it` : '';
  if (tokens > 0) return ok('token', `${tokens} accepted${spoken}`);
  if (demoToken) return note('token', `demo-${station} from the machine of the hub only${spoken}`, rotate);
  if (spoken !== '') return ok('token', `none of its own${spoken}`);
  return wrong('token', 'it has none', rotate);
}

function everConnectedFinding({ delivery }: ServiceFacts, now: number): Finding {
  const { connects, received, lastReceivedAt } = delivery;
  const how = connects > 0 ? `${connects} times` : 'not itself, but is heard by a gateway or by HTTP';
  if (lastReceivedAt !== undefined)
    return ok('has connected', `${how}; ${received} messages, the last ${agoText(lastReceivedAt, now)}`);
  if (connects > 0)
    return wrong(
      'has connected',
      `${connects} times, but no message was ever accepted`,
      `look at what it sends: dropoff-hub station tail ${delivery.station}`,
    );
  return wrong(
    'has connected',
    'never',
    'check power, network, and the host and port of the hub in the device; then that the port is open in between',
  );
}

const REFUSALS: Readonly<Record<string, (station: string) => string>> = {
  'unknown-user': () => 'register the station, or correct the user name in the device: it is the id',
  'wrong-token': (id) =>
    `put the token into the device again, whole; who lost it makes a new one: dropoff-hub station rotate-token ${id}`,
  'not-in-service': (id) => `dropoff-hub station add ${id} takes it in again`,
  'demo-token-off-loopback': (id) =>
    `demo tokens are for the machine of the hub: dropoff-hub station rotate-token ${id} makes a real one`,
  'no-credentials': () => 'send the id as user name and the token as password',
  'empty-client-id': () => 'send the id as client id, or ask for a clean session',
  'foreign-client-id': () => 'send the id as client id: that of another is not taken',
  'protocol-version': () => 'speak MQTT 3.1.1 (or 3.1)',
};

interface Refused {
  registration: Registration;
  lastHeard: string | undefined;
  now: number;
}

/** What was refused before the station was heard again is over. */
function refusedFinding(
  { address, reason, count, lastAt }: RefusedConnect,
  { registration, lastHeard, now }: Refused,
): Finding {
  const says = `${reason}: ${count} times from ${address}, the last ${agoText(lastAt, now)}`;
  const todo =
    REFUSALS[reason]?.(registration.station) ?? 'read "After a refused CONNECT" in docs/protocol.md';
  const isOver = lastHeard !== undefined && Date.parse(lastHeard) > Date.parse(lastAt);
  return isOver ? note('refused', says) : wrong('refused', says, todo);
}

function takeoverFinding({ delivery }: ServiceFacts): Finding[] {
  const { takeovers } = delivery;
  if (takeovers === 0) return [];
  const todo = 'if it goes on: find the second device with this token, or a line that breaks without a word';
  return [note('takeovers', `${takeovers} connections took the place of a living one`, todo)];
}

function onlineFinding(
  { station, delivery }: ServiceFacts,
  { gateways }: Registration,
  now: number,
): Finding {
  const { state, since, firmware } = station.presence;
  const version = firmware === undefined ? '' : `, firmware ${firmware}`;
  if (state === 'online') return ok('online', `since ${agoText(since, now)}${version}`);
  if (delivery.lastReceivedAt === undefined && state === 'unknown')
    return note('online', 'not heard of since the hub started');
  if (state === 'unknown') return note('online', 'the hub cannot say yet');
  const who = gateways.length > 0 ? `the station and ${gateways.join(', ')}` : 'the station';
  return wrong(
    'online',
    `offline since ${agoText(since, now)}; it should report every ${station.reportingMinutes} min${version}`,
    `check power and network of ${who}; keepalive 60 to 300 s, and a status after each CONNECT`,
  );
}
