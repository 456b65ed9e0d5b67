import { onScopeDispose } from 'vue';

/**
 * A key that does something anywhere on the page, while the component is there.
 *
 * @param repeats whether it does so again and again while the key is held
 */
export function useShortcut(
  matches: (event: KeyboardEvent) => boolean,
  act: () => void,
  { repeats = false } = {},
): void {
  const listen = (event: KeyboardEvent) => {
    if ((event.repeat && !repeats) || !matches(event)) return;
    event.preventDefault();
    act();
  };
  window.addEventListener('keydown', listen);
  onScopeDispose(() => window.removeEventListener('keydown', listen));
}
