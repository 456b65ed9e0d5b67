import { computed, type ComputedRef } from 'vue';
import { theme } from '../theme';

/** Values of the design tokens in the present theme, for what is drawn on a canvas. */
export function useColours<Name extends string>(names: readonly Name[]): ComputedRef<Record<Name, string>> {
  return computed(() => {
    // Read so that a change of theme asks for the values anew.
    void theme.value;
    const style = getComputedStyle(document.documentElement);
    const entries = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
    return Object.fromEntries(entries) as Record<Name, string>;
  });
}
