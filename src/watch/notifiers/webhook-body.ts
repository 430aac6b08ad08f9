// What other systems get of a message: version 1 of that JSON only adds. Times are ISO 8601 in UTC; people are named,
// their contacts are not.
import { deviceText } from './device-text.ts';
import type { AdvisoryFacts, AlertFacts, DigestItem, Message, PersonRef } from './message.ts';

type LinkTo = ((alertId: string) => string) | undefined;

export function webhookBody(message: Message, linkTo: LinkTo): object {
  const { id, kind, at, grids, severity, to } = message;
  const common = { version: 1, id, kind, at: iso(at), severity, grids, asked: to.map(personView) };
  switch (message.kind) {
    case 'raised':
    case 'escalated':
    case 'resolved':
      return { ...common, ...stepView(message), alert: alertView(message.facts, linkTo) };
    case 'digest':
      return { ...common, alerts: message.items.map((item) => itemView(item, linkTo)) };
    case 'advisory':
      return { ...common, advisory: advisoryView(message.advisory) };
    case 'test':
      return common;
  }
}

function itemView(item: DigestItem, linkTo: LinkTo): object {
  const { kind, facts, to } = item;
  return { kind, ...stepView(item), asked: to.map(personView), alert: alertView(facts, linkTo) };
}

function stepView({ step }: Pick<DigestItem, 'step'>): object {
  return step === undefined ? {} : { step };
}

function alertView(facts: AlertFacts, linkTo: LinkTo): object {
  const {
    alertId,
    stationName,
    gridPath,
    zone: _,
    since,
    happenedAt,
    note,
    report,
    resolved,
    externalCase,
    ...same
  } = facts;
  return {
    id: alertId,
    ...same,
    stationName: deviceText(stationName),
    gridPath: gridPath.map((name) => deviceText(name)),
    since: iso(since),
    ...(happenedAt !== undefined && { happenedAt: iso(happenedAt) }),
    ...(note !== undefined && { note: deviceText(note) }),
    ...(report && { report: { ...report, ...(report.place && { place: deviceText(report.place) }) } }),
    ...(resolved && { resolved: { ...resolved, at: iso(resolved.at) } }),
    ...(externalCase !== undefined && { externalCase: deviceText(externalCase) }),
    ...(linkTo && { link: linkTo(alertId) }),
  };
}

function advisoryView({
  gridPath,
  stationName,
  zone: _,
  since,
  alternatives,
  ...same
}: AdvisoryFacts): object {
  return {
    ...same,
    gridPath: gridPath.map((name) => deviceText(name)),
    stationName: deviceText(stationName),
    since: iso(since),
    alternatives: alternatives.map((one) => ({ ...one, name: deviceText(one.name) })),
  };
}

function personView({ id, name }: PersonRef): object {
  return { id, name: deviceText(name) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
