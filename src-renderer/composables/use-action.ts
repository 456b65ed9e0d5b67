import { ref, shallowRef, type Ref } from 'vue';
import { refusalOf, type Refusal } from '../client/refusal';

export interface Action<Arguments extends unknown[]> {
  run: (...given: Arguments) => Promise<void>;
  busy: Ref<boolean>;
  /** why the last attempt failed */
  refusal: Ref<Refusal | undefined>;
}

/** Something a button does on the studio: it can be under way, and it can be refused. */
export function useAction<Arguments extends unknown[]>(
  act: (...given: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const busy = ref(false);
  const refusal = shallowRef<Refusal>();
  return {
    busy,
    refusal,
    async run(...given) {
      if (busy.value) return;
      busy.value = true;
      refusal.value = undefined;
      try {
        await act(...given);
      } catch (error) {
        refusal.value = refusalOf(error);
      } finally {
        busy.value = false;
      }
    },
  };
}
