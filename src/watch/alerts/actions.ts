// What a person may do with an alert, and what then happened: from the alert and the action to the steps of its life,
// or the reason why not. Pure; it must not know where alerts are kept, nor who may act at all.
import type { ActionFailure, Alert, AlertAction } from './alert.ts';
import type { Step } from './event-of.ts';

export type Decision = { ok: true; steps: Step[] } | { ok: false; failure: ActionFailure };

export interface ActionContext {
  by: string;
  now: number;
  /** Another alert of the same identity is open: this one is not opened again. */
  isSucceeded: boolean;
}

export function decide(alert: Alert, action: AlertAction, context: ActionContext): Decision {
  const failure = findObstacle(alert, action, context);
  if (failure) return { ok: false, failure };
  const steps = stepsOf(alert, action, context);
  return { ok: true, steps: steps.map((step) => ({ ...step, by: context.by })) };
}

function findObstacle(alert: Alert, action: AlertAction, context: ActionContext): ActionFailure | undefined {
  if (action.do === 'check' && alert.state !== 'resolved') return 'not-resolved';
  if (needsOpen(action) && alert.state !== 'firing') return 'not-open';
  if (textsOf(action).some((text) => text.trim() === '')) return 'text-missing';
  return findOwnObstacle(alert, action, context);
}

/** What of this action alone stands in the way. */
function findOwnObstacle(
  alert: Alert,
  action: AlertAction,
  { by, now }: ActionContext,
): ActionFailure | undefined {
  switch (action.do) {
    case 'acknowledge':
      return alert.acknowledged && alert.acknowledged.by !== by ? 'already-acknowledged' : undefined;
    case 'postpone':
      return action.until > now ? undefined : 'not-in-future';
    case 'confirm-void':
      if (!alert.voidAsked) return 'no-void-asked';
      return alert.voidAsked.by === by ? 'same-person' : undefined;
    case 'refuse-void':
      return alert.voidAsked ? undefined : 'no-void-asked';
    case 'close-outside':
      return alert.externalCase ? undefined : 'no-external-case';
    case 'check':
      return alert.resolved?.by === by ? 'same-person' : undefined;
    default:
      return undefined;
  }
}

function needsOpen(action: AlertAction): boolean {
  return action.do !== 'check' && action.do !== 'comment' && action.do !== 'attach-case';
}

/** Those that must not be empty. */
function textsOf(action: AlertAction): string[] {
  switch (action.do) {
    case 'assign':
      return [action.to];
    case 'comment':
    case 'cannot':
    case 'close':
      return [action.note];
    case 'postpone':
    case 'void':
      return [action.reason];
    case 'attach-case':
      return [action.number];
    default:
      return [];
  }
}

function stepsOf(alert: Alert, action: AlertAction, { isSucceeded }: ActionContext): Step[] {
  switch (action.do) {
    case 'acknowledge':
      // A second tap of the same person is no second acceptance.
      return alert.acknowledged ? [] : [noted('acknowledged', action.note)];
    case 'assign':
      return [{ ...noted('assigned', action.note), to: action.to }];
    case 'comment':
      return [noted('commented', action.note)];
    case 'arrive':
      return [noted('arrived', action.note)];
    case 'say-emptied':
      return [noted('said-emptied', action.note)];
    case 'cannot':
      return [noted('cannot', action.note)];
    case 'postpone':
      return [{ ...noted('postponed', action.reason), until: action.until }];
    case 'void':
      return [noted('void-asked', action.reason)];
    case 'confirm-void':
      // The reason is the first person's, unless the second has a word of their own.
      return [{ ...noted('resolved', action.note ?? alert.voidAsked?.note), reason: 'void' }];
    case 'refuse-void':
      return [noted('void-refused', action.note)];
    case 'close':
      return [{ ...noted('resolved', action.note), reason: 'by-hand' }];
    case 'attach-case':
      return [{ kind: 'case-attached', externalCase: action.number }];
    case 'close-outside':
      return [{ ...noted('resolved', action.note), reason: 'outside' }];
    case 'check':
      return checkSteps(action, isSucceeded);
  }
}

/** Whoever objects opens the case again. */
function checkSteps({ agreed, note }: Extract<AlertAction, { do: 'check' }>, isSucceeded: boolean): Step[] {
  const checked: Step = { ...noted('checked', note), agreed };
  return agreed || isSucceeded ? [checked] : [checked, noted('reopened', note)];
}

function noted(kind: Step['kind'], note: string | undefined): Step {
  return note === undefined ? { kind } : { kind, note };
}
