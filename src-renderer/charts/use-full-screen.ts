import { onScopeDispose, watch, type Ref } from 'vue';

/**
 * What fills the window fills the screen too, where the window may. The whole page is put on full screen, so that what
 * floats over it (menus, hints) is seen; Escape leaves both.
 */
export function useFullScreen(isFull: Ref<boolean>): void {
  watch(isFull, async (full) => {
    try {
      if (full) await document.documentElement.requestFullscreen();
      else if (document.fullscreenElement) await document.exitFullscreen();
    } catch {
      // It fills the window then.
    }
  });
  const left = () => {
    if (!document.fullscreenElement) isFull.value = false;
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) isFull.value = false;
  };
  document.addEventListener('fullscreenchange', left);
  window.addEventListener('keydown', press);
  onScopeDispose(() => {
    document.removeEventListener('fullscreenchange', left);
    window.removeEventListener('keydown', press);
    if (isFull.value && document.fullscreenElement) void document.exitFullscreen();
  });
}
