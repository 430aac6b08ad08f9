// One sentence for whoever just did something: shown for some seconds, and read aloud.
import { type Ref, readonly, ref } from 'vue';

const SHOWN_MS = 5_000;

const said = ref('');
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  clearTimeout(timer);
  said.value = text;
  timer = setTimeout(() => {
    said.value = '';
  }, SHOWN_MS);
}

export function useSaid(): Readonly<Ref<string>> {
  return readonly(said);
}
