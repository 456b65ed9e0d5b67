import { ref, shallowRef, watch } from 'vue';
import type { AskedCheckpoint, Look } from '@shared/contract/prediction';
import { useClient } from '../../client/provide';
import { refusalOf } from '../../client/refusal';

export interface Looked {
  look: Look;
  /** of all maps */
  pixels: Uint8Array;
  /** what was asked about */
  sample: Uint8Array;
}

/** Drawing brings many samples in a second: looking takes longer than answering, and can wait. */
const PAUSE_MS = 120;

/** What a checkpoint looked at in the sample that is asked about now. */
export function useLook(asked: () => AskedCheckpoint, sample: () => Uint8Array<ArrayBuffer> | undefined) {
  const client = useClient();
  const looked = shallowRef<Looked>();
  const problem = ref('');
  let number = 0;
  watch(
    () => [sample(), JSON.stringify(asked())] as const,
    async ([bytes]) => {
      const its = ++number;
      if (bytes === undefined) {
        looked.value = undefined;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, looked.value ? PAUSE_MS : 0));
      if (its !== number) return;
      try {
        const { look, pixels } = await client.predictions.look({ ...asked(), bytes: new Blob([bytes]) });
        const maps = new Uint8Array(await pixels.arrayBuffer());
        if (its !== number) return;
        looked.value = { look, pixels: maps, sample: bytes };
        problem.value = '';
      } catch (error) {
        if (its === number) problem.value = refusalOf(error).message;
      }
    },
    { immediate: true },
  );
  return { looked, problem };
}
