// The escalations of all open alerts: who is to be told now, and what must be kept so that nobody is told twice. Looks
// only at alerts of which a step can be due. In memory; it must not know how people are told, nor how state is kept.
import { SEVERITIES } from '../../model/alert-event.ts';
import type { Alert } from '../alerts/alert.ts';
import type { DutySettings, Person, ServiceTime } from './duty.ts';
import { type EscalationDesk, type EscalationState, escalate, type Step } from './escalation.ts';
import { createRoster, type PathOf, type Roster } from './roster.ts';

export interface EscalationBookOptions {
  duty: DutySettings;
  pathOf: PathOf;
  /** Of the alert's area and stream. */
  serviceTimeOf(alert: Alert): ServiceTime;
  /** As they were stored together: alerts that are not firing are passed over. */
  stored?: { alerts: Iterable<Alert>; escalations: Iterable<readonly [alertId: string, EscalationState]> };
}

export interface DueStep {
  /** The same step has the same id, however often it is computed. */
  id: string;
  alert: Alert;
  step: Step;
  to: Person[];
}

interface Case {
  alert: Alert;
  state: EscalationState | undefined;
  /** No step is due before. */
  nextAt: number;
}

/** In one tick, so that none takes long: a town without power raises thousands of alerts at once. */
const MAX_LOOKS = 300;

export class EscalationBook {
  readonly roster: Roster;
  readonly #options: EscalationBookOptions;
  readonly #cases = new Map<string, Case>();
  readonly #changed = new Set<string>();

  constructor(options: EscalationBookOptions) {
    this.#options = options;
    this.roster = createRoster(options.duty, options.pathOf);
    const states = new Map(options.stored?.escalations);
    for (const alert of options.stored?.alerts ?? []) {
      if (alert.state !== 'firing') continue;
      this.#keep(alert, states.get(alert.id));
      states.delete(alert.id);
    }
    // Of alerts that are open no longer.
    for (const id of states.keys()) this.#changed.add(id);
  }

  /** An alert fired, or something happened to it. */
  note(alert: Alert): void {
    if (alert.state === 'firing') this.#keep(alert, this.#cases.get(alert.id)?.state);
    else if (this.#cases.delete(alert.id)) this.#changed.add(alert.id);
  }

  /** Areas, or when limits run, may be others. */
  placesChanged(): void {
    for (const one of this.#cases.values()) one.nextAt = 0;
  }

  /** The gravest alerts first, each alert's steps as they follow one another. Of very many some come a tick later. */
  tick(now: number): DueStep[] {
    return [...this.#cases.values()]
      .filter(({ nextAt }) => nextAt <= now)
      .sort((one, other) => gravity(other) - gravity(one))
      .slice(0, MAX_LOOKS)
      .flatMap((one) => this.#look(one, now));
  }

  /** All who were told of an open alert, each once; undefined: no step of it was due yet. */
  toldOf(alertId: string): Person[] | undefined {
    const steps = this.#cases.get(alertId)?.state?.steps ?? [];
    if (steps.length === 0) return undefined;
    return [...new Set(steps.flatMap(({ to }) => to))].flatMap((id) => this.roster.person(id) ?? []);
  }

  /** For the transaction of what follows from the steps. Undefined: to be deleted. */
  takeChanges(): [alertId: string, EscalationState | undefined][] {
    const changes = [...this.#changed].map((id): [string, EscalationState | undefined] => [
      id,
      this.#cases.get(id)?.state,
    ]);
    this.#changed.clear();
    return changes;
  }

  #keep(alert: Alert, state: EscalationState | undefined): void {
    this.#cases.set(alert.id, { alert, state, nextAt: 0 });
  }

  #look(one: Case, now: number): DueStep[] {
    const { alert } = one;
    const { state, due, nextAt } = escalate(alert, this.#deskOf(alert), { state: one.state, now });
    one.nextAt = nextAt ?? Number.POSITIVE_INFINITY;
    if (state !== one.state) this.#changed.add(alert.id);
    one.state = state;
    return due.map((step) => ({
      id: stepId(alert, state, step),
      alert,
      step,
      to: step.to.flatMap((id) => this.roster.person(id) ?? []),
    }));
  }

  #deskOf(alert: Alert): EscalationDesk {
    const { duty, serviceTimeOf } = this.#options;
    return { duty, roster: this.roster, serviceTime: serviceTimeOf(alert) };
  }
}

function gravity({ alert }: Case): number {
  return SEVERITIES.indexOf(alert.severity);
}

function stepId({ id }: Alert, { reopened, assignedAt = 0 }: EscalationState, { kind }: Step): string {
  return `${id}/${reopened}-${assignedAt.toString(36)}-${kind}`;
}
