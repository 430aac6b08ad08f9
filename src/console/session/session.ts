// Who is signed in and what they may do. The hub decides; this only keeps the pages from offering what it would refuse.
import { computed, reactive, readonly } from 'vue';
import { ask, askDoors } from '../api/ask.ts';
import { clearKeptAnswers } from '../offline/kept-answers.ts';

export type Role = 'admin' | 'manager' | 'staff' | 'viewer' | 'integration';

export interface Session {
  kind: 'user' | 'key' | 'machine' | 'loopback' | 'nobody';
  user?: { name: string; person: string; role: Role; area?: string };
  csrfToken?: string;
  /** Operations of the API that are allowed somewhere in what one sees. */
  rights: string[];
  /** The hub answers everybody on its own machine. */
  openOnLoopback: boolean;
}

const ASK_AGAIN_MS = 2_000;
const PATH = '/api/v1/session';
const NOBODY: Session = { kind: 'nobody', rights: [], openOnLoopback: false };

const current = reactive<{ session: Session; isKnown: boolean }>({ session: NOBODY, isKnown: false });
const session = computed(() => current.session);
const isSignedIn = computed(() => current.session.kind !== 'nobody');

askDoors.csrfToken = () => current.session.csrfToken;
askDoors.onSignedOut = () => {
  current.session = NOBODY;
  void clearKeptAnswers();
};

export function useSession() {
  return { session: readonly(session), isSignedIn, may, signIn, signOut };
}

/** For an operationId of the OpenAPI document, e.g. `acknowledgeAlert`. */
function may(operationId: string): boolean {
  return current.session.rights.includes(operationId);
}

/** Throws ProblemError: `sign-in-failed`, `too-many-tries`. */
async function signIn(name: string, password: string): Promise<void> {
  const session = await ask<Session>('POST', PATH, { body: { name, password } });
  // What another has seen here before is not theirs.
  await clearKeptAnswers();
  take(session);
}

/** All other sessions of the user end. Throws ProblemError: `invalid-body` when the present password is wrong. */
export async function changePassword(current: string, next: string): Promise<void> {
  take(await ask<Session>('POST', `${PATH}/password`, { body: { current, next } }));
}

/** What was kept for the time without a network goes with it. */
async function signOut(): Promise<void> {
  await ask('DELETE', PATH);
  await clearKeptAnswers();
  current.session = NOBODY;
}

/**
 * Asks the hub who we are: before the first page, and when it is in doubt. Who is signed in no more leaves nothing
 * behind either.
 */
export async function readSession(): Promise<void> {
  const session = await ask<Session>('GET', PATH);
  if (session.kind === 'nobody') await clearKeptAnswers();
  take(session);
}

/** Again and again until the hub has answered; a browser's word that there is a network says nothing of the hub. */
export async function readSessionInTime(): Promise<void> {
  while (!current.isKnown) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    await readSession().catch(() => {});
  }
}

function take(session: Session): void {
  current.session = session;
  current.isKnown = true;
}

/** Without the hub nobody is known: what is kept may be shown, nothing be changed. */
export function isSessionKnown(): boolean {
  return current.isKnown;
}
