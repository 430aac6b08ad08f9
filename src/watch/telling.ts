// Who is told of an alert, and of its end: what duty says becomes messages for the notifiers that want them. In memory
// with what has to be written; it must not know how messages are sent.
import type { StateChange, StateStore } from '../state/state-store.ts';
import { advisoryMessage } from './advisory-news.ts';
import type { Alert, AlertEvent } from './alerts/alert.ts';
import type { BinState } from './bin-state/bin-state.ts';
import { caseMessage } from './case-message.ts';
import { DeliveryTable } from './delivery-table.ts';
import type { EscalationState } from './duty/escalation.ts';
import { type DueStep, EscalationBook } from './duty/escalation-book.ts';
import type { AlertMessage, PersonRef } from './notifiers/message.ts';
import { deliveriesOf } from './outbox/addressing.ts';
import { type AlertSettings, settingsAt } from './rules/alert-settings.ts';
import type { Town } from './town.ts';
import type { WatchEvent } from './watch.ts';
import type { PeopleSettings } from './watch-settings.ts';

const ESCALATION = 'escalation';

export interface TellingOptions {
  people: PeopleSettings;
  alerts: AlertSettings;
  town: Town;
  binsOf: (station: string) => readonly BinState[];
  /** As they were stored together. */
  stored?: { alerts: Iterable<Alert>; state: Pick<StateStore, 'list'> };
}

export class Telling {
  readonly deliveries = new DeliveryTable();
  readonly #options: TellingOptions;
  readonly #escalations: EscalationBook;

  constructor(options: TellingOptions) {
    this.#options = options;
    const { people, town, stored } = options;
    this.#escalations = new EscalationBook({
      duty: people.duty,
      pathOf: (grid) => town.pathOf(grid),
      serviceTimeOf: (alert) => this.#serviceTimeOf(alert),
      ...(stored && { stored: { alerts: stored.alerts, escalations: escalationsIn(stored.state) } }),
    });
    if (stored) this.deliveries.load(stored.state);
  }

  /** Something happened to an alert; `alert` as it is by now. */
  note(event: AlertEvent, alert: Alert): void {
    const told = event.kind === 'resolved' ? this.#toldOf(alert, event.at) : undefined;
    this.#escalations.note(alert);
    if (told) this.#tell(alert, { kind: 'resolved', id: event.id, at: event.at, to: told });
  }

  /** Its beginning and its end; what changes in between is for the screens of the stations. */
  noteAdvisory({ kind, advisory, at }: Extract<WatchEvent, { type: 'advisory' }>): void {
    if (kind === 'renewed') return;
    const { people, town } = this.#options;
    const message = advisoryMessage(advisory, { ended: kind === 'ended', at, town });
    const to = this.#escalations.roster.everyoneOnDuty(advisory.grid, at);
    this.deliveries.add(deliveriesOf({ ...message, to }, people.subscriptions));
  }

  placesChanged(): void {
    this.#escalations.placesChanged();
  }

  look(now: number): void {
    for (const due of this.#escalations.tick(now)) this.#tellStep(due);
  }

  takeChanges(): StateChange[] {
    const escalations = this.#escalations
      .takeChanges()
      .map(([id, value]) => ({ key: [ESCALATION, id], value }));
    return [...escalations, ...this.deliveries.takeChanges()];
  }

  /** Of what nobody was told, nobody need be told the end; but a hazard is told, also one that was over at once. */
  #toldOf(alert: Alert, at: number): PersonRef[] | undefined {
    const told = this.#escalations.toldOf(alert.id);
    if (told || alert.kind !== 'hazard' || alert.silencedBy !== undefined) return told;
    return this.#escalations.roster.everyoneOnDuty(alert.grid, at);
  }

  #tellStep({ id, alert, step, to }: DueStep): void {
    const { kind, at } = step;
    this.#tell(alert, { kind: kind === 'raised' ? 'raised' : 'escalated', id, at, to, step: kind });
  }

  #tell(alert: Alert, news: Pick<AlertMessage, 'id' | 'kind' | 'at' | 'to' | 'step'>): void {
    const { town, binsOf, people } = this.#options;
    const message = caseMessage(alert, news, { town, bins: binsOf(alert.station) });
    this.deliveries.add(deliveriesOf(message, people.subscriptions));
  }

  #serviceTimeOf({ station, grid, stream }: Alert) {
    const { alerts, people, town } = this.#options;
    const place = { station, gridPath: town.pathOf(grid), ...(stream && { stream }) };
    const { serviceHours: hours } = settingsAt(alerts, place);
    return { hours, zone: town.station(station)?.zone ?? people.duty.zone };
  }
}

function* escalationsIn(state: Pick<StateStore, 'list'>): Generator<readonly [string, EscalationState]> {
  for (const { key, value } of state.list<EscalationState>([ESCALATION])) yield [String(key[1]), value];
}
