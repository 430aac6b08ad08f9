// The state store in LMDB. Exactly one thread of one process opens a folder; LMDB appears in this folder alone.
import { mkdir } from 'node:fs/promises';
import type { RangeOptions } from 'lmdb';
import type { Log } from '../log.ts';
import { type LmdbEnvironment, openLmdbEnvironment } from './lmdb-environment.ts';
import { LmdbRoom } from './lmdb-room.ts';
import { type PreparedChange, prepareAll, sizeOf, toLmdbKey } from './prepared-change.ts';
import { dataFileOf, findStateDamage, putStateAside } from './state-files.ts';
import { type StateChange, type StateKey, type StateStore, StateUnavailable } from './state-store.ts';
import { decodeStateValue } from './state-value.ts';

/** Large deletions fail in LMDB when space is short. */
const DELETIONS_A_TRANSACTION = 20;
/** Sorts behind every number and string: the end of a prefix. */
const LAST = Buffer.from([0xff]);

type ListOptions = NonNullable<Parameters<StateStore['list']>[1]>;

export interface LmdbStateOptions {
  /** Made when it does not exist; put aside and made anew when it cannot be trusted. */
  folder: string;
  log: Log;
}

export async function openLmdbState({ folder, log }: LmdbStateOptions): Promise<StateStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const damage = await findStateDamage(folder);
  if (damage !== undefined) {
    const aside = await putStateAside(folder);
    log.error({ folder, aside, damage }, 'the state store was damaged: put aside, a new one was made');
  }
  const environment = openLmdbEnvironment(folder);
  return new LmdbState(environment, new LmdbRoom(environment, dataFileOf(folder)));
}

class LmdbState implements StateStore {
  readonly #environment: LmdbEnvironment;
  readonly #room: LmdbRoom;
  /** Of the last write: in the order of the calls, although large ones take more than one turn of the event loop. */
  #beginning: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(environment: LmdbEnvironment, room: LmdbRoom) {
    this.#environment = environment;
    this.#room = room;
  }

  get<T>(key: StateKey): T | undefined {
    const bytes = this.#environment.get(toLmdbKey(key));
    return bytes === undefined ? undefined : (decodeStateValue(key, bytes) as T);
  }

  *list<T>(prefix: StateKey, options: ListOptions = {}): Iterable<{ key: StateKey; value: T }> {
    for (const { key, value } of this.#environment.getRange(rangeOf(prefix, options))) {
      // LMDB gives a key of one part as that part alone.
      const parts = Array.isArray(key) ? key : [key];
      yield { key: parts, value: decodeStateValue(parts, value) as T };
    }
  }

  async write(changes: readonly StateChange[]): Promise<void> {
    const begun = this.#beginning.then(() => this.#begin(changes));
    this.#beginning = begun.catch(() => {});
    await Promise.all((await begun).commits);
  }

  /** Resolves when the commits are under way. */
  async #begin(changes: readonly StateChange[]): Promise<{ commits: Promise<void>[] }> {
    const prepared = await prepareAll(changes);
    const deletions = prepared.filter(({ bytes }) => bytes === undefined);
    const later = new Set(deletions.slice(DELETIONS_A_TRANSACTION));
    const commits = [this.#commit(prepared.filter((change) => !later.has(change)))];
    for (let i = DELETIONS_A_TRANSACTION; i < deletions.length; i += DELETIONS_A_TRANSACTION) {
      commits.push(this.#commit(deletions.slice(i, i + DELETIONS_A_TRANSACTION)));
    }
    return { commits };
  }

  async #commit(changes: readonly PreparedChange[]): Promise<void> {
    let release = () => {};
    try {
      release = this.#room.reserve(sizeOf(changes));
      await this.#environment.transaction(() => {
        for (const { key, bytes } of changes) {
          if (bytes === undefined) this.#environment.removeSync(key);
          else this.#environment.putSync(key, bytes);
        }
      });
    } catch (error) {
      throw new StateUnavailable(`cannot write the state store: ${await causeOf(error)}`, { cause: error });
    } finally {
      release();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#beginning;
    await this.#environment.close();
    this.#room.close();
  }
}

function rangeOf(prefix: StateKey, { after, limit, reverse }: ListOptions): RangeOptions {
  const first = toLmdbKey(prefix);
  const behind = [...first, LAST];
  const from = after === undefined ? (reverse ? behind : first) : toLmdbKey(after);
  const to = reverse ? first : behind;
  return { start: from, end: to, limit, reverse, exclusiveStart: true } as RangeOptions;
}

/** LMDB rejects with a general error that carries a promise of the real one, which may never settle. */
async function causeOf(error: unknown): Promise<string> {
  const { message, commitError } = error as Error & { commitError?: Promise<unknown> };
  const general = new Promise<string>((resolve) => setImmediate(resolve, message));
  if (commitError === undefined) return message;
  const real = commitError.then(
    () => message,
    (cause: Error) => cause.message,
  );
  return Promise.race([real, general]);
}
