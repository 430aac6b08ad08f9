// What a person may do with a case: where it goes, what it needs to be told, and which of it makes sense now. Pure;
// who may do it at all is for the session to say.
import type { Alert } from '../alert.ts';

export const DEEDS = {
  accept: { path: 'acknowledge', operationId: 'acknowledgeAlert', asks: 'nothing' },
  arrive: { path: 'arrived', operationId: 'arriveAtAlert', asks: 'nothing' },
  emptied: { path: 'emptied', operationId: 'sayAlertEmptied', asks: 'nothing' },
  cannot: { path: 'cannot', operationId: 'cannotHandleAlert', asks: 'note' },
  assign: { path: 'assign', operationId: 'assignAlert', asks: 'person' },
  close: { path: 'close', operationId: 'closeAlert', asks: 'note' },
  postpone: { path: 'postpone', operationId: 'postponeAlert', asks: 'until' },
  comment: { path: 'comment', operationId: 'commentAlert', asks: 'note' },
  void: { path: 'void', operationId: 'voidAlert', asks: 'note' },
  'confirm-void': { path: 'confirm-void', operationId: 'confirmVoidAlert', asks: 'nothing' },
  'refuse-void': { path: 'refuse-void', operationId: 'refuseVoidAlert', asks: 'nothing' },
  'attach-case': { path: 'attach-case', operationId: 'attachCaseToAlert', asks: 'number' },
  'close-outside': { path: 'close-outside', operationId: 'closeAlertOutside', asks: 'nothing' },
  'agree-closed': { path: 'spot-check', operationId: 'spotCheckAlert', asks: 'nothing' },
  'object-closed': { path: 'spot-check', operationId: 'spotCheckAlert', asks: 'note' },
} as const satisfies Record<string, { path: string; operationId: string; asks: Asks }>;

/** What must be told before it can be done. */
export type Asks = 'nothing' | 'note' | 'person' | 'until' | 'number';
export type DeedName = keyof typeof DEEDS;

/** What a person told of it. */
export interface DeedInput {
  note?: string;
  to?: string;
  until?: Date;
  number?: string;
}

/** The body of the request. */
export function bodyOf(deed: DeedName, { note, to, until, number }: DeedInput): Record<string, unknown> {
  const noted = note === undefined || note === '' ? {} : { note };
  switch (deed) {
    case 'assign':
      return { to, ...noted };
    case 'postpone':
      return { until: until?.toISOString(), reason: note };
    case 'void':
      return { reason: note };
    case 'attach-case':
      return { number };
    case 'agree-closed':
    case 'object-closed':
      return { agreed: deed === 'agree-closed', ...noted };
    default:
      return noted;
  }
}

/** One tap each. Where no sensor shows that it was emptied, a person closes it. */
export function mainDeeds({ kind }: Pick<Alert, 'kind'>): DeedName[] {
  return ['accept', 'arrive', kind === 'full' ? 'emptied' : 'close', 'cannot', 'assign'];
}

/** What else makes sense, less often. */
export function moreDeeds(alert: Alert, me: string | undefined): DeedName[] {
  if (alert.state === 'resolved') return [...checkDeeds(alert, me), 'comment', 'attach-case'];
  const closing: DeedName[] = alert.kind === 'full' ? ['close'] : [];
  const outside: DeedName[] = alert.externalCase ? ['close-outside'] : [];
  return ['postpone', ...closing, ...outside, ...voidDeeds(alert, me), 'comment', 'attach-case'];
}

/** Whoever says that it is void does not confirm it as well. */
function voidDeeds({ voidAsked }: Alert, me: string | undefined): DeedName[] {
  if (!voidAsked) return ['void'];
  return isSame(voidAsked.by, me) ? ['refuse-void'] : ['confirm-void', 'refuse-void'];
}

/** Nor does whoever closed it check that. */
function checkDeeds({ resolved }: Alert, me: string | undefined): DeedName[] {
  return isSame(resolved?.by, me) ? [] : ['agree-closed', 'object-closed'];
}

function isSame(by: string | undefined, me: string | undefined): boolean {
  return by !== undefined && by === me;
}

/** Which of the alerts of one card a deed is done to: it is done to the bin, so to all that it has not been done to. */
export function targetsOf(deed: DeedName, alerts: readonly Alert[]): Alert[] {
  const open = alerts.filter(({ state }) => state === 'firing');
  switch (deed) {
    case 'accept':
      return open.filter(({ acknowledged }) => !acknowledged);
    case 'confirm-void':
    case 'refuse-void':
      return open.filter(({ voidAsked }) => voidAsked);
    case 'close-outside':
      return open.filter(({ externalCase }) => externalCase);
    case 'comment':
    case 'attach-case':
      return alerts.slice(0, 1);
    case 'agree-closed':
    case 'object-closed':
      return alerts.filter(({ state }) => state === 'resolved').slice(0, 1);
    default:
      return open;
  }
}

const DONE = {
  accept: 'acknowledged',
  arrive: 'arrived',
  emptied: 'saidEmptied',
  cannot: 'cannot',
  assign: 'assigned',
} as const satisfies Partial<Record<DeedName, keyof Alert>>;

export function isDone(deed: DeedName, alert: Alert): boolean {
  return deed in DONE && alert[DONE[deed as keyof typeof DONE]] !== undefined;
}

/** What comes next of accept, arrive, empty: drawn as the main button. */
export function nextDeed(alert: Alert): DeedName | undefined {
  if (alert.saidEmptied) return undefined;
  if (alert.arrived) return alert.kind === 'full' ? 'emptied' : 'close';
  return alert.acknowledged ? 'arrive' : 'accept';
}
