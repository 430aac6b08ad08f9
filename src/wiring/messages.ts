// Messages to people: what watch has for the notifiers is sent by the main thread, which alone knows their secrets.
import type { HubConfig } from '../config/load-config.ts';
import type { Metrics } from '../metrics.ts';
import { type CaseLinkKey, createCaseLinks } from '../watch/case-link.ts';
import { createAddressGuard } from '../watch/notifiers/address-guard.ts';
import { createNotifier } from '../watch/notifiers/index.ts';
import type { Subscription } from '../watch/notifiers/settings.ts';
import type { OutboxStore } from '../watch/outbox/delivery.ts';
import { createOutbox } from '../watch/outbox/outbox.ts';
import { type WiringContext, warnOf } from './context.ts';
import { every } from './every.ts';

const HOUR_MS = 3_600_000;
const SEND_EVERY_MS = 1_000;
/** What is under way when the hub stops has so long to come to its end. */
const GRACE_MS = 2_000;

/** What of the notifiers is no secret. */
export function subscriptionsOf({ notifiers }: Pick<HubConfig, 'notifiers'>): Subscription[] {
  return notifiers.notifiers.map(({ name, kinds, grids, leastSeverity, onlyAddressed }) => ({
    ...{ name, kinds, grids, leastSeverity, onlyAddressed },
  }));
}

function countSend({ notifierSends }: Pick<Metrics, 'notifierSends'>, name: string, isTaken: boolean): void {
  const counts = notifierSends.get(name) ?? { ok: 0, failed: 0 };
  counts[isTaken ? 'ok' : 'failed'] += 1;
  notifierSends.set(name, counts);
}

export function sendMessages(context: WiringContext, store: OutboxStore, key: CaseLinkKey): void {
  const { config, clock, log, closing, metrics } = context;
  const { notifiers, allowedHosts, giveUpHours, publicUrl } = config.notifiers;
  if (notifiers.length === 0) return;
  const guard = createAddressGuard(allowedHosts);
  const caseLink = publicUrl === undefined ? undefined : createCaseLinks(publicUrl, key);
  const outbox = createOutbox({
    notifiers: notifiers.map((settings) => createNotifier(settings, { log, clock, guard, caseLink })),
    store,
    clock,
    log,
    draw: Math.random,
    giveUpMs: giveUpHours * HOUR_MS,
    onOutcome: (name, isTaken) => countSend(metrics, name, isTaken),
  });
  const sending = every(SEND_EVERY_MS, () => outbox.step(), warnOf(context, 'cannot send messages'));
  closing.add('messages', sending, async (timer) => {
    await timer.stop();
    await outbox.stop(GRACE_MS);
  });
}
