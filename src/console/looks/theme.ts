// Light, dark, or as the system has it; kept in the browser. The wall is dark, with larger type.
import { type Ref, readonly, ref } from 'vue';

export const LOOKS = ['auto', 'light', 'dark', 'wall'] as const;
export type Look = (typeof LOOKS)[number];

const KEPT_AS = 'look';
const look = ref<Look>('auto');
const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function useLook(): { look: Readonly<Ref<Look>>; choose(next: Look): void } {
  return { look: readonly(look), choose };
}

/** Before anything is shown, so that nothing flashes. */
export function startLook(): void {
  look.value = LOOKS.find((one) => one === localStorage.getItem(KEPT_AS)) ?? 'auto';
  systemDark.addEventListener('change', show);
  show();
}

function choose(next: Look): void {
  localStorage.setItem(KEPT_AS, next);
  look.value = next;
  show();
}

function show(): void {
  const ofSystem = systemDark.matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = look.value === 'auto' ? ofSystem : look.value;
}
