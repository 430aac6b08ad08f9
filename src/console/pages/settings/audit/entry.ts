// A line of the audit trail as the API tells it, and which deed it was.

export interface Entry {
  seq: number;
  at: string;
  who: { kind: 'user' | 'key' | 'machine' | 'loopback' | 'nobody'; name: string };
  from: string;
  method: string;
  route: string;
  target?: string;
  status: number;
  changes?: Record<string, unknown>;
}

const STATION = '/api/v1/stations/{id}';
const ALERT = '/api/v1/alerts/{id}';
const USER = '/api/v1/users/{name}';
const CASE = '/case/{token}/{deed}';

/** Deeds for which there are words, by method and route. */
const DEEDS = {
  'POST /api/v1/session': 'signIn',
  'DELETE /api/v1/session': 'signOut',
  'POST /api/v1/session/password': 'changeOwnPassword',
  'POST /api/v1/users': 'addUser',
  [`PATCH ${USER}`]: 'changeUser',
  [`DELETE ${USER}`]: 'removeUser',
  [`POST ${USER}/reset-password`]: 'resetPassword',
  'POST /api/v1/api-keys': 'addApiKey',
  'DELETE /api/v1/api-keys/{id}': 'removeApiKey',
  'POST /api/v1/stations': 'addStations',
  'POST /api/v1/stations/import': 'importStations',
  [`PUT ${STATION}`]: 'changeStation',
  [`DELETE ${STATION}`]: 'removeStation',
  [`POST ${STATION}/rotate-token`]: 'rotateToken',
  'POST /api/v1/areas': 'addArea',
  'POST /api/v1/alerts': 'reportAlert',
  [`POST ${ALERT}/acknowledge`]: 'accept',
  [`POST ${ALERT}/assign`]: 'reassign',
  [`POST ${ALERT}/comment`]: 'comment',
  [`POST ${ALERT}/arrived`]: 'arrived',
  [`POST ${ALERT}/emptied`]: 'emptied',
  [`POST ${ALERT}/cannot`]: 'cannot',
  [`POST ${ALERT}/postpone`]: 'postpone',
  [`POST ${ALERT}/close`]: 'close',
  'POST /api/v1/silences': 'addSilence',
  'POST /api/v1/silences/{id}/end': 'endSilence',
  'POST /api/v1/rejections/replay': 'replay',
  'POST /api/v1/notifiers/{name}/test': 'testNotifier',
  [`POST ${CASE}`]: 'caseByLink',
} as const satisfies Record<string, string>;

/** An import that was only tried has changed nothing. */
const TRIED = 'tryImport';

export const DEED_WORDS: readonly string[] = [...new Set<string>([...Object.values(DEEDS), TRIED])];

/** Undefined: only method and route say what it was. */
export function deedOf({
  method,
  route,
  changes,
}: Pick<Entry, 'method' | 'route' | 'changes'>): string | undefined {
  if (changes?.dryRun === true) return TRIED;
  const key = `${method} ${route}`;
  return Object.hasOwn(DEEDS, key) ? (DEEDS as Readonly<Record<string, string>>)[key] : undefined;
}

/** What was changed, as text: names and values, short. */
export function changesText(changes: Entry['changes']): string {
  const fields = Object.entries(changes ?? {});
  return fields
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
