// One change that a person asks for: busy while it is under way, and what went wrong kept beside the button.
import { ref, shallowRef } from 'vue';

/** `send` never rejects: it says whether the deed was done. While one is under way another is not begun. */
export function useSending() {
  const isBusy = ref(false);
  const problem = shallowRef<unknown>();

  async function send(deed: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    problem.value = undefined;
    try {
      await deed();
      return true;
    } catch (cause) {
      problem.value = cause;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, problem, send };
}
