// What to tell people when something failed: our words by the code, the hub's own where it says more.
import { useI18n } from 'vue-i18n';
import { ProblemError } from '../api/problem-error.ts';

/** Call in `setup`; the function it gives turns whatever was thrown into one sentence. */
export function useProblemText(): (error: unknown) => string {
  const { t, te } = useI18n();
  return (error) => {
    const code = error instanceof ProblemError ? error.code : 'unknown';
    const known = `problems.${code}`;
    return te(known) ? t(known) : t('problems.other', { code });
  };
}
