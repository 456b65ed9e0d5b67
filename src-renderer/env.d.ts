import type { Preload } from '@shared/contract/preload';

declare global {
  interface Window {
    /** set by the preload script in the desktop shell; a browser has none */
    trainyard?: Preload;
  }
}
