// Whether the list and the map fit beside one another.
import { onScopeDispose, type Ref, readonly, ref } from 'vue';

const WIDE = '(min-width: 80rem)';

/** Call it in `setup`. */
export function useWideScreen(): Readonly<Ref<boolean>> {
  const media = matchMedia(WIDE);
  const isWide = ref(media.matches);
  const note = () => {
    isWide.value = media.matches;
  };
  media.addEventListener('change', note);
  onScopeDispose(() => media.removeEventListener('change', note));
  return readonly(isWide);
}
