// What a button on the page of a case does: the same as the action of the API, noted as done by whoever wrote their
// name there, and through which notifier the link had come. A second press is none.
import type { Alert, AlertAction, Deed } from '../watch/alerts/alert.ts';
import type { CaseLinkClaims } from '../watch/case-link.ts';
import { deviceText } from '../watch/notifiers/device-text.ts';
import { WatchRefusal } from '../watch/watch.ts';
import type { CaseDeed, CaseRefusal } from './case-words.ts';
import type { ApiContext } from './context.ts';

export interface CaseForm {
  /** Both one line of harmless text. */
  name: string;
  note: string;
}

const LONGEST_NAME = 28;
const LONGEST_NOTE = 500;
/** So soon again is the same press, or a page that was loaded again. */
const SAME_PRESS_MS = 5 * 60_000;

/** `name` was chosen, `otherName` typed by somebody who is not among those to be chosen. */
export function readCaseForm({ name, otherName, note }: Readonly<Record<string, unknown>>): CaseForm {
  return { name: textOf(name) || textOf(otherName), note: textOf(note) };
}

/** One more character than is taken, so that too much is seen as such. */
function textOf(field: unknown): string {
  return typeof field === 'string' ? deviceText(field, LONGEST_NOTE + 1) : '';
}

/** Why nothing was done; undefined: it is done. */
export async function actOnCase(
  { sources: { watch }, clock }: Pick<ApiContext, 'sources' | 'clock'>,
  { alertId, audience }: CaseLinkClaims,
  { deed, form }: { deed: CaseDeed; form: CaseForm },
): Promise<CaseRefusal | undefined> {
  const missing = faultOf(deed, form);
  if (missing) return missing;
  const by = `${form.name} (${audience})`;
  const alert = await watch.alert(alertId);
  if (alert && wasJustDone(deedOf(alert, deed), by, clock.now())) return undefined;
  try {
    await watch.act(alertId, actionOf(deed, form.note), by);
    return undefined;
  } catch (error) {
    if (!(error instanceof WatchRefusal)) throw error;
    return error.reason === 'already-acknowledged' ? 'taken' : 'closed';
  }
}

function faultOf(deed: CaseDeed, { name, note }: CaseForm): CaseRefusal | undefined {
  if (name === '') return 'name-missing';
  if ([...name].length > LONGEST_NAME || [...note].length > LONGEST_NOTE) return 'too-long';
  return deed === 'cannot' && note === '' ? 'note-missing' : undefined;
}

function wasJustDone(deed: Deed | undefined, by: string, now: number): boolean {
  return deed?.by === by && now - deed.at < SAME_PRESS_MS;
}

function deedOf(alert: Alert, deed: CaseDeed): Deed | undefined {
  const { acknowledged: accept, arrived, saidEmptied: emptied, cannot } = alert;
  return { accept, arrived, emptied, cannot }[deed];
}

function actionOf(deed: CaseDeed, text: string): AlertAction {
  const note = text === '' ? {} : { note: text };
  switch (deed) {
    case 'accept':
      return { do: 'acknowledge', ...note };
    case 'arrived':
      return { do: 'arrive', ...note };
    case 'emptied':
      return { do: 'say-emptied', ...note };
    case 'cannot':
      return { do: 'cannot', note: text };
  }
}
