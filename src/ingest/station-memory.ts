// All that the hub remembers of one station: ledger, counters, what is true now, its last messages. What is derived
// from the journal changes by `apply` only, live and when the journal is read again after a crash.
import type { Delivery } from '../model/delivery.ts';
import type { StationEntry } from '../model/entry.ts';
import type { FramedReading } from '../model/reading.ts';
import type { Rejection } from '../model/rejection.ts';
import type { StateChange, StateStore } from '../state/state-store.ts';
import { ClockWatch } from './assign-time.ts';
import { type CountersRecord, DeliveryCounters } from './delivery-counters.ts';
import { type BootRecord, type LedgerBounds, type LedgerFrame, StationLedger } from './ledger.ts';
import { PerSecond } from './per-second.ts';
import { type PresentRecord, PresentState } from './present-state.ts';
import { RecentMessages } from './recent-messages.ts';

const LEDGER = 'ledger';
const DELIVERY = 'delivery';
const PRESENT = 'present';

export class StationMemory {
  readonly station: string;
  readonly ledger: StationLedger;
  readonly counters: DeliveryCounters;
  readonly present: PresentState;
  readonly clock = new ClockWatch();
  readonly recent = new RecentMessages();
  readonly rejectionRate = new PerSecond();

  constructor(station: string, bounds: LedgerBounds, state: StateStore) {
    this.station = station;
    const boots = [...state.list<BootRecord>([LEDGER, station])];
    this.ledger = new StationLedger(
      bounds,
      boots.map(({ key, value }) => [String(key[2]), value] as const),
    );
    this.counters = new DeliveryCounters(state.get<CountersRecord>([DELIVERY, station]));
    this.present = new PresentState(state.get<PresentRecord>([PRESENT, station]));
  }

  apply(entry: StationEntry): void {
    switch (entry.type) {
      case 'status':
        this.present.applyStatus(entry);
        this.present.heard(entry.at);
        break;
      case 'rejection':
        this.#applyRejection(entry);
        break;
      case 'replayed':
        break;
      default:
        this.#applyReading(entry);
    }
  }

  /** Everything that changed since the last call, as it is at this moment. */
  takeChanges(): StateChange[] {
    const changes: StateChange[] = this.ledger.takeChanges().map(([bootId, value]) => ({
      key: [LEDGER, this.station, bootId],
      value,
    }));
    changes.push({ key: [DELIVERY, this.station], value: this.counters.toRecord() });
    changes.push({ key: [PRESENT, this.station], value: this.present.toRecord() });
    return changes;
  }

  delivery(): Delivery {
    const boots = this.ledger.boots().map(({ bootId, missing, record }) => {
      const { firstReceivedAt, lastReceivedAt, ranges } = record;
      return { bootId, firstReceivedAt, lastReceivedAt, ranges, missing };
    });
    return { station: this.station, ...this.counters.read(), missing: this.ledger.missing, boots };
  }

  #applyReading(reading: FramedReading): void {
    this.counters.accepted(reading.receivedAt, reading.timeSource);
    const { bootId, seq, observedAt = reading.at } = reading;
    this.#record({ bootId, seq, observedAt }, reading.receivedAt);
    this.present.heard(reading.receivedAt);
    if (reading.type === 'fill-level') this.present.applyLevels(reading);
  }

  #applyRejection({ reason, bootId, seq, observedAt, receivedAt }: Rejection): void {
    this.counters.rejected(reason);
    if (bootId === undefined || seq === undefined || observedAt === undefined) return;
    this.#record({ bootId, seq, observedAt }, receivedAt);
  }

  #record(frame: LedgerFrame, receivedAt: number): void {
    if (this.ledger.record(frame, receivedAt)) this.counters.count('jumps');
  }
}
