// Whether something was really seen: on the screen of a page that is looked at, for long enough to be read, and not
// while a finger is at work, which would then hit what moves up in its place.
import { onScopeDispose } from 'vue';

const READ_MS = 10_000;
const CALM_MS = 3_000;
const LOOK_EVERY_MS = 1_000;

interface Watched {
  key: string;
  isOnScreen: boolean;
  seenMs: number;
}

export function watchSeen(onSeen: (key: string) => void): { watch(element: HTMLElement, key: string): void } {
  const watched = new Map<Element, Watched>();
  let touchedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setInterval> | undefined;
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const one = watched.get(target);
      if (one) one.isOnScreen = isIntersecting;
    }
  });

  function look(): void {
    if (document.visibilityState !== 'visible') return;
    for (const [element, one] of watched) {
      if (!element.isConnected) forget(element);
      else if (one.isOnScreen) one.seenMs += LOOK_EVERY_MS;
      if (one.seenMs >= READ_MS && performance.now() - touchedAt >= CALM_MS) {
        forget(element);
        onSeen(one.key);
      }
    }
  }

  function forget(element: Element): void {
    observer.unobserve(element);
    watched.delete(element);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  const touched = () => {
    touchedAt = performance.now();
  };
  window.addEventListener('pointerdown', touched, { passive: true, capture: true });
  onScopeDispose(() => {
    window.removeEventListener('pointerdown', touched, { capture: true });
    observer.disconnect();
    clearInterval(timer);
  });

  return {
    watch(element, key) {
      if (watched.has(element)) return;
      watched.set(element, { key, isOnScreen: false, seenMs: 0 });
      observer.observe(element);
      timer ??= setInterval(look, LOOK_EVERY_MS);
    },
  };
}
