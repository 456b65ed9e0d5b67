import { useMediaQuery } from './composables/use-media-query';
import { computed, ref, watchEffect, type Ref } from 'vue';

export type ThemeChoice = 'system' | 'light' | 'dark';
const KEY = 'trainyard.theme';

const stored = (): ThemeChoice => {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
};

const choice = ref(stored());

/** What the person chose, kept in this browser or window alone. */
export function useThemeChoice(): Ref<ThemeChoice> {
  return choice;
}

const isSystemDark = useMediaQuery('(prefers-color-scheme: dark)');
export const theme = computed(() =>
  choice.value === 'system' ? (isSystemDark.value ? 'dark' : 'light') : choice.value,
);

/** Keeps the page's theme, before anything is drawn and whenever it changes. */
export function applyTheme(): void {
  watchEffect(
    () => {
      document.documentElement.dataset.theme = theme.value;
      localStorage.setItem(KEY, choice.value);
    },
    { flush: 'sync' },
  );
}
