// The language of the console: chosen once, kept in the browser, its words loaded when they are needed.
import { type Ref, readonly, ref } from 'vue';
import { createI18n } from 'vue-i18n';
import type { Words } from './all/gather.ts';
import { type Language, preferredLanguage } from './language.ts';

const KEPT_AS = 'language';

const LOADERS: Readonly<Record<Language, () => Promise<{ messages: Words }>>> = {
  'zh-CN': () => import('./all/zh-CN.ts'),
  en: () => import('./all/en.ts'),
};

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  missingWarn: false,
  fallbackWarn: false,
});

const language = ref<Language>('zh-CN');

export function useLanguage(): { language: Readonly<Ref<Language>>; choose(next: Language): Promise<void> } {
  return { language: readonly(language), choose };
}

/** To be awaited before the first page. */
export async function startLanguage(): Promise<void> {
  await show(preferredLanguage(localStorage.getItem(KEPT_AS), navigator.languages));
}

async function choose(next: Language): Promise<void> {
  await show(next);
  localStorage.setItem(KEPT_AS, next);
}

async function show(next: Language): Promise<void> {
  const { messages } = await LOADERS[next]();
  i18n.global.setLocaleMessage(next, messages);
  i18n.global.locale.value = next;
  language.value = next;
  document.documentElement.lang = next;
}
