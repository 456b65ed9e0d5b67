import { onScopeDispose } from 'vue';

/** A key that does something anywhere on the page, while the component is there. */
export function useShortcut(matches: (event: KeyboardEvent) => boolean, act: () => void): void {
  const listen = (event: KeyboardEvent) => {
    if (event.repeat || !matches(event)) return;
    event.preventDefault();
    act();
  };
  window.addEventListener('keydown', listen);
  onScopeDispose(() => window.removeEventListener('keydown', listen));
}
