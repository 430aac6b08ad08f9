// A clause of MQTT 3.1.1 as something that can be done to a broker and observed. Observations are in the notation of
// wire.ts, so that brokers can be held against the standard and against each other.
import { connect, credentials, subscribe } from './bytes.ts';
import { openWire, type Wire } from './wire.ts';

/** A broker under test. */
export interface Site {
  open(): Promise<Wire>;
}

interface Asked {
  /** What the standard asks. */
  standard: string;
  /** What Mosquitto does, where it is something else. */
  mosquitto?: string;
}

interface Kept {
  hub?: never;
  station?: never;
  why?: never;
}

interface Differing {
  /** What the embedded broker does, where it is something else than the standard asks. */
  hub?: string;
  /** What it does under the hub's rules, where that is something else again. */
  station?: string;
  why: string;
}

export type Expected = Asked & (Kept | Differing);

export type Case = Expected & {
  clause: string;
  what: string;
  run: Script;
};

type Script = (site: Site) => Promise<string>;

/** What is observed; its connections are gone afterwards, so that no case finds what another left. */
export async function observe({ run }: Case, port: number): Promise<string> {
  const wires: Wire[] = [];
  async function open(): Promise<Wire> {
    const wire = await openWire(port);
    wires.push(wire);
    return wire;
  }
  try {
    return await run({ open });
  } finally {
    for (const wire of wires) await wire.leave();
  }
}

/** Bytes on a new connection. */
export function atFirst(clause: string, what: string, bytes: readonly Buffer[], expected: Expected): Case {
  const run: Script = async (site) => (await site.open()).says(...bytes);
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
export async function login(site: Site, user = 'S-1', packet?: Buffer): Promise<Wire> {
  const wire = await site.open();
  const answer = await wire.says(packet ?? connect({ fields: credentials(user) }));
  if (!answer.startsWith('CONNACK 0')) throw new Error(`cannot connect as ${user}: ${answer}`);
  return wire;
}

/** A station, and a reader with these subscriptions. */
export async function pair(
  site: Site,
  ...filters: [string, number][]
): Promise<{ station: Wire; reader: Wire }> {
  const station = await login(site);
  const reader = await login(site, 'reader');
  if (filters.length > 0) await reader.says(subscribe(1, ...filters));
  return { station, reader };
}
