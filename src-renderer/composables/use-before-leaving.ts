import { onScopeDispose } from 'vue';

/** Does something before the page is closed or loaded anew: there is time to send what is ready, and for no answer. */
export function useBeforeLeaving(act: () => void): void {
  if (typeof window === 'undefined') return;
  window.addEventListener('beforeunload', act);
  onScopeDispose(() => window.removeEventListener('beforeunload', act));
}
