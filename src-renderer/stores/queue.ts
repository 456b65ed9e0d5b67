import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { QueueSummary } from '@shared/contract/queue';
import { useClient } from '../client/provide';

/** The order in which runs wait, and whether the next one is started. */
export const useQueue = defineStore('queue', () => {
  const client = useClient();
  const summary = shallowRef<QueueSummary>({ order: [], held: null, waitingForWord: [], cutShort: [] });
  const places = computed(() => new Map(summary.value.order.map((run, place) => [run, place])));
  let before = places.value;
  const put = (queue: QueueSummary) => {
    // The same order may be told twice: by an event, and as the answer to who asked for it.
    if (queue.order.join() !== summary.value.order.join()) before = places.value;
    summary.value = queue;
  };

  return {
    summary,
    put,
    places,
    /** Sorts those that wait: one that has just left the queue is about to start, and one that nobody told of is the last. */
    turnOf: (run: string): number => places.value.get(run) ?? (before.has(run) ? -1 : Infinity),
    fetch: async () => put(await client.queue.get()),
    hold: async () => put(await client.queue.hold()),
    release: async () => put(await client.queue.release()),
    move: async (run: string, to: number) => put(await client.queue.move({ run, to })),
    goOn: async () => put(await client.queue.goOn()),
    leave: async () => put(await client.queue.leave()),
  };
});
