import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** How long something that was done is offered to be taken back. */
const OFFER_MS = 12_000;

export interface UndoOffer {
  /** what was done: "5 runs are archived." */
  words: string;
  undo: () => Promise<unknown>;
}

/** The last thing that was done and can be taken back. */
export const useUndo = defineStore('undo', () => {
  const last = shallowRef<UndoOffer>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function dismiss() {
    clearTimeout(timer);
    last.value = undefined;
  }
  const dismissLater = () => {
    clearTimeout(timer);
    timer = setTimeout(dismiss, OFFER_MS);
  };
  /** Takes it back, however long that takes. What is refused stays on offer. */
  async function takeBack() {
    const offer = last.value;
    if (!offer) return;
    clearTimeout(timer);
    try {
      await offer.undo();
      if (last.value === offer) dismiss();
    } finally {
      if (last.value === offer) dismissLater();
    }
  }
  return {
    last,
    takeBack,
    dismiss,
    offer(words: string, undo: () => Promise<unknown>) {
      last.value = { words, undo };
      dismissLater();
    },
  };
});
