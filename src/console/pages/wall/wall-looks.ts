// The wall is dark, whatever was chosen for the other pages, and only as long as it is shown.
import { onBeforeUnmount, onMounted } from 'vue';

/** Call it in `setup`. */
export function useWallLook(): void {
  const { dataset } = document.documentElement;
  const before = dataset.theme;
  onMounted(() => {
    dataset.theme = 'wall';
  });
  onBeforeUnmount(() => {
    dataset.theme = before ?? 'light';
  });
}
