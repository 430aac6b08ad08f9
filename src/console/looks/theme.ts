// Light, dark, or as the system has it; kept in the browser. The wall is dark, with larger type.
import { type Ref, readonly, ref } from 'vue';

export const LOOKS = ['auto', 'light', 'dark', 'wall'] as const;
export type Look = (typeof LOOKS)[number];

const KEPT_AS = 'look';
const look = ref<Look>('auto');

export function useLook(): { look: Readonly<Ref<Look>>; choose(next: Look): void } {
  return { look: readonly(look), choose };
}

/** Before anything is shown, so that nothing flashes. */
export function startLook(): void {
  const kept = LOOKS.find((one) => one === localStorage.getItem(KEPT_AS));
  show(kept ?? 'auto');
}

function choose(next: Look): void {
  localStorage.setItem(KEPT_AS, next);
  show(next);
}

function show(next: Look): void {
  look.value = next;
  if (next === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}
