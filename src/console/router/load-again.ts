// After an upgrade of the hub the parts that an open page would load are gone: the page is loaded again, once.
import type { RouteLocationNormalized } from 'vue-router';

const KEPT_AS = 'loaded-again-at';
/** A second failure this soon is not an upgrade. */
const ONCE_IN_MS = 60_000;

const MISSING_PART = /dynamically imported module|module script failed|preload CSS/i;

export function loadAgainOnce(error: unknown, to: RouteLocationNormalized): void {
  const isMissing = error instanceof Error && MISSING_PART.test(error.message);
  const lastAt = Number(sessionStorage.getItem(KEPT_AS) ?? 0);
  if (!isMissing || Date.now() - lastAt < ONCE_IN_MS) throw error;
  sessionStorage.setItem(KEPT_AS, String(Date.now()));
  location.assign(to.fullPath);
}
