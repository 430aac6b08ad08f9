// A clause of MQTT 3.1.1 as something that can be done to a broker and observed. Observations are in the notation of
// wire.ts, so that brokers can be held against the standard and against each other.
import { connect, credentials } from './bytes.ts';
import { openWire, type Wire } from './wire.ts';

/** A broker under test. */
export interface Site {
  port: number;
}

export interface Expected {
  /** What the standard asks. */
  standard: string;
  /** What the embedded broker does, where it is something else. */
  hub?: string;
  /** What the hub does with its own rules, where these matter. */
  station?: string;
  /** What Mosquitto does, where it is something else. */
  mosquitto?: string;
  /** Why the hub does it: there must be a reason where it differs from the standard. */
  why?: string;
}

export interface Case extends Expected {
  clause: string;
  what: string;
  run(site: Site): Promise<string>;
}

type Script = (site: Site) => Promise<string>;

/** Bytes on a new connection. */
export function atFirst(clause: string, what: string, bytes: readonly Buffer[], expected: Expected): Case {
  const run: Script = async ({ port }) => (await openWire(port)).says(...bytes);
  return { clause, what, run, ...expected };
}

/** Bytes of a client that is connected as `S-1`. */
export function inSession(clause: string, what: string, bytes: readonly Buffer[], expected: Expected): Case {
  const run: Script = async (site) => (await login(site)).says(...bytes);
  return { clause, what, run, ...expected };
}

/** More than that. */
export function scripted(clause: string, what: string, run: Script, expected: Expected): Case {
  return { clause, what, run, ...expected };
}

/** `S-1` is a station; `reader` may subscribe below `waste/v1`. */
export async function login({ port }: Site, user = 'S-1', packet?: Buffer): Promise<Wire> {
  const wire = await openWire(port);
  const answer = await wire.says(packet ?? connect({ fields: credentials(user) }));
  if (!answer.startsWith('CONNACK 0')) throw new Error(`cannot connect as ${user}: ${answer}`);
  return wire;
}
