// The audit trail in the store, one record an entry. Its number is given when `add` is called and its write follows in
// that order: what a killed process leaves is the trail up to some entry.
import type { Clock } from '../model/clock.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import type { AuditEntry, AuditQuery, AuditTrail } from './audit-trail.ts';
import { shortened } from './shortened.ts';
import { foldName } from './user.ts';

const TRAIL = 'audit';
const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 400 * DAY_MS;
/** With each entry up to so many old ones go: the store deletes no more in one transaction. */
const GIVEN_UP_AT_ONCE = 20;
/** The clock may have been set back between two entries. */
const CLOCK_SET_BACK_MS = DAY_MS;
/** As JSON; of larger ones only the names of the fields are kept. */
const LONGEST_CHANGES = 4_096;

export class StoredAuditTrail implements AuditTrail {
  readonly #state: StateStore;
  readonly #clock: Clock;
  #last: number;

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    const [newest] = state.list<AuditEntry>([TRAIL], { reverse: true, limit: 1 });
    this.#last = newest?.value.seq ?? 0;
  }

  async add(entry: Omit<AuditEntry, 'seq'>): Promise<void> {
    this.#last += 1;
    const value = { ...brief(entry), seq: this.#last };
    await this.#state.write([{ key: [TRAIL, value.seq], value }, ...this.#tooOld()]);
  }

  *list({ from = 0, to = Number.POSITIVE_INFINITY, who, before }: AuditQuery = {}): Iterable<AuditEntry> {
    const oldest = Math.max(from, this.#clock.now() - KEPT_MS);
    const name = who === undefined ? undefined : foldName(who);
    const options = { reverse: true, ...(before !== undefined && { after: [TRAIL, before] }) };
    for (const { value } of this.#state.list<AuditEntry>([TRAIL], options)) {
      if (value.at < oldest - CLOCK_SET_BACK_MS) return;
      const asked = name === undefined || foldName(value.who.name) === name;
      if (asked && value.at >= oldest && value.at < to) yield value;
    }
  }

  #tooOld(): StateChange[] {
    const end = this.#clock.now() - KEPT_MS;
    const oldest = [...this.#state.list<AuditEntry>([TRAIL], { limit: GIVEN_UP_AT_ONCE })];
    return oldest.filter(({ value }) => value.at < end).map(({ key }) => ({ key, value: undefined }));
  }
}

function brief(entry: Omit<AuditEntry, 'seq'>): Omit<AuditEntry, 'seq'> {
  const short = shortened(entry);
  const { changes } = short;
  if (changes === undefined || JSON.stringify(changes).length <= LONGEST_CHANGES) return short;
  return { ...short, changes: { fields: Object.keys(changes) } };
}
