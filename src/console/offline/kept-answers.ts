// The last known answers that the service worker keeps for the time without a network (sw/worker.ts).

/** Of the service worker and of this: what it keeps, and the header that says when it came. */
export const KEPT_ANSWERS = 'answers';
export const KEPT_AT = 'x-kept-at';

export async function clearKeptAnswers(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(KEPT_ANSWERS);
}
