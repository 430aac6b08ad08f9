// The time of now for everything on the screen that grows older: one timer for all of it, a few times a minute.
import { type Ref, readonly, ref } from 'vue';

const EVERY_MS = 15_000;

const now = ref(Date.now());

setInterval(() => {
  now.value = Date.now();
}, EVERY_MS);

/** Milliseconds since 1970, up to 15 s old. */
export function useNow(): Readonly<Ref<number>> {
  return readonly(now);
}
