// Doing what a person asks of a case: at once, or after asking what it needs; to every alert of the card that it is
// meant for. What failed is said and stays undone. It must not know how cards look.
import { type InjectionKey, inject, provide, type Ref, shallowReactive, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { ask } from '../../../api/ask.ts';
import { isOffline } from '../../../live/live.ts';
import { useSession } from '../../../session/session.ts';
import { useProblemText } from '../../../words/problem-text.ts';
import type { Alert } from '../alert.ts';
import { bodyOf, DEEDS, type DeedInput, type DeedName, mainDeeds, moreDeeds, targetsOf } from './deed.ts';

/** What is acted on: a card, or one case. */
export interface Subject {
  key: string;
  grid: string;
  lead: Alert;
  alerts: readonly Alert[];
}

export interface DeedDesk {
  /** What is being asked of a person; `more`: which deed it shall be. */
  asked: Ref<{ subject: Subject; deed: DeedName | 'more' } | undefined>;
  begin(subject: Subject, deed: DeedName | 'more'): void;
  send(subject: Subject, deed: DeedName, input: DeedInput): Promise<void>;
  cancel(): void;
  /** On its way to the hub. */
  pendingOf(key: string): DeedName | undefined;
  /** Why the last one was not done. */
  failureOf(key: string): string | undefined;
  /** That may be done by whoever is signed in. */
  mainOf(subject: Subject): DeedName[];
  moreOf(subject: Subject): DeedName[];
}

interface DeskOptions {
  onDone(alert: Alert): void;
}

const KEY: InjectionKey<DeedDesk> = Symbol('deed-desk');

export function useDeedDesk(): DeedDesk {
  const desk = inject(KEY);
  if (!desk) throw new Error('cannot act on a case: no page has opened a desk');
  return desk;
}

/** Of a page, for all below it. */
export function openDeedDesk({ onDone }: DeskOptions): DeedDesk {
  const { t } = useI18n();
  const { session, may } = useSession();
  const problemText = useProblemText();
  const asked = shallowRef<{ subject: Subject; deed: DeedName | 'more' }>();
  const pending = shallowReactive(new Map<string, DeedName>());
  const failures = shallowReactive(new Map<string, string>());
  const me = () => session.value.user?.person;
  const isAllowed = (deed: DeedName) => may(DEEDS[deed].operationId);

  function begin(subject: Subject, deed: DeedName | 'more'): void {
    if (isOffline.value || pending.has(subject.key)) return;
    if (deed === 'more' || DEEDS[deed].asks !== 'nothing') asked.value = { subject, deed };
    else void send(subject, deed, {});
  }

  async function send(subject: Subject, deed: DeedName, input: DeedInput): Promise<void> {
    const { key, alerts } = subject;
    asked.value = undefined;
    failures.delete(key);
    pending.set(key, deed);
    try {
      for (const { id } of targetsOf(deed, alerts)) onDone(await post(id, deed, input));
    } catch (error) {
      failures.set(key, t('alerts.failed', { deed: t(`alerts.deeds.${deed}`), why: problemText(error) }));
    } finally {
      pending.delete(key);
    }
  }

  const desk: DeedDesk = {
    asked,
    begin,
    send,
    cancel() {
      asked.value = undefined;
    },
    pendingOf: (key) => pending.get(key),
    failureOf: (key) => failures.get(key),
    mainOf: ({ lead }) => (lead.state === 'firing' ? mainDeeds(lead).filter(isAllowed) : []),
    moreOf: ({ lead }) => moreDeeds(lead, me()).filter(isAllowed),
  };
  provide(KEY, desk);
  return desk;
}

function post(id: string, deed: DeedName, input: DeedInput): Promise<Alert> {
  const path = `/api/v1/alerts/${encodeURIComponent(id)}/${DEEDS[deed].path}`;
  return ask<Alert>('POST', path, { body: bodyOf(deed, input) });
}
