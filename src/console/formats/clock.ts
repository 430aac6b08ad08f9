// The time of now for everything on the screen that grows older: one timer for all of it, twice a minute is enough.
import { type Ref, readonly, ref } from 'vue';

const EVERY_MS = 15_000;

const now = ref(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since 1970, up to 15 s old. */
export function useNow(): Readonly<Ref<number>> {
  timer ??= setInterval(() => {
    now.value = Date.now();
  }, EVERY_MS);
  return readonly(now);
}
