// A change as LMDB takes it. Everything that can fail for a reason of the caller's fails here, before a transaction is
// begun.
import { setImmediate as turn } from 'node:timers/promises';
import type { TransactionSize } from './lmdb-room.ts';
import type { StateChange, StateKey } from './state-store.ts';
import { encodeStateValue } from './state-value.ts';

export interface PreparedChange {
  key: (string | number)[];
  keyBytes: number;
  bytes: Buffer | undefined;
}

const KEY_BYTES = 1_000;
const CONTROL_CHARACTER = /\\u00[01]|\\[bfnrt]/;
/** A fraction of a millisecond: what stations send takes a few turns too, and must not wait for what is remembered. */
const CHANGES_A_TURN = 20;

/** Within this turn of the event loop when they are few. Rejects when one of them cannot be kept. */
export async function prepareAll(changes: readonly StateChange[]): Promise<PreparedChange[]> {
  const prepared: PreparedChange[] = [];
  for (const change of changes) {
    if (prepared.length > 0 && prepared.length % CHANGES_A_TURN === 0) await turn();
    prepared.push(prepare(change));
  }
  return prepared;
}

export function sizeOf(changes: readonly PreparedChange[]): TransactionSize {
  const bytes = changes.reduce((sum, { keyBytes, bytes }) => sum + keyBytes + (bytes?.length ?? 0), 0);
  return { changes: changes.length, bytes };
}

/** The binding cannot write -0: it comes back as another key. */
export function toLmdbKey(key: StateKey): (string | number)[] {
  return key.map((part) => (part === 0 ? 0 : part));
}

function prepare({ key, value }: StateChange): PreparedChange {
  const text = JSON.stringify(key);
  const keyBytes = Buffer.byteLength(text);
  const sound = key.length > 0 && key.every((part) => typeof part === 'string' || Number.isFinite(part));
  if (!sound || keyBytes > KEY_BYTES || CONTROL_CHARACTER.test(text)) {
    throw new TypeError(`cannot use ${text.slice(0, 100)} as a key: expected what StateKey says`);
  }
  const bytes = value === undefined ? undefined : encodeStateValue(key, value);
  return { key: toLmdbKey(key), keyBytes, bytes };
}
