import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { Draft, SavedDraft } from '@shared/contract/draft';
import { useClient } from '../client/provide';
import { useBeforeLeaving } from '../composables/use-before-leaving';

/** Typing rests this long before a draft is written. */
const REST_MS = 400;

/** Drafts as the library has them. What cannot be saved stays in the window, and is tried again with the next change. */
export const useSavedDrafts = defineStore('saved-drafts', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, SavedDraft>());
  const newestFirst = computed(() =>
    [...byId.values()].toSorted((a, b) => b.savedAt.localeCompare(a.savedAt)),
  );
  /** removed while they were being written, perhaps: the answer brings none of them back */
  const removed = new Set<string>();
  let waiting: Draft | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function flush() {
    clearTimeout(timer);
    const draft = waiting;
    waiting = undefined;
    if (draft === undefined) return;
    try {
      const saved = await client.drafts.put(draft);
      if (!removed.has(saved.id)) byId.set(saved.id, saved);
    } catch {
      if (!removed.has(draft.id)) waiting ??= draft;
    }
  }

  // What was typed last is written before the window is gone.
  useBeforeLeaving(() => void flush());

  return {
    byId,
    newestFirst,
    fetch: async () => {
      for (const draft of await client.drafts.list()) byId.set(draft.id, draft);
    },
    /** Saves a draft once typing rests. */
    saveSoon: (draft: Draft) => {
      if (waiting !== undefined && waiting.id !== draft.id) void flush();
      clearTimeout(timer);
      removed.delete(draft.id);
      waiting = draft;
      timer = setTimeout(() => void flush(), REST_MS);
    },
    /** A draft is again as it was saved: what waits to be written of it is not. */
    leaveWaiting: (id: string) => {
      if (waiting?.id === id) waiting = undefined;
    },
    flush,
    remove: async (id: string) => {
      if (waiting?.id === id) waiting = undefined;
      removed.add(id);
      byId.delete(id);
      await client.drafts.remove({ draft: id });
    },
  };
});
