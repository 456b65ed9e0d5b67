import { ref, shallowRef, watch } from 'vue';
import type { Sample } from '../../../format/samples';
import { useClient } from '../../../client/provide';
import { refusalOf } from '../../../client/refusal';
import { curveInputs, extentOf, fieldInputs, type Extent } from './field';

export interface AnsweredField {
  checkpoint: string;
  answers: Float32Array;
  extent: Extent;
}

interface Wanted {
  run: string;
  checkpoint: string;
  /** the data that the field lies under */
  samples: readonly Sample[];
  features: 1 | 2;
}

/**
 * What a checkpoint says all over the plane that its data lies on. Of checkpoints that come while it is asked, as they do
 * in training, only the newest is asked next.
 */
export function useField(wanted: () => Wanted) {
  const client = useClient();
  const answered = shallowRef<AnsweredField>();
  const problem = ref('');
  let isAsking = false;
  let isStale = false;

  async function ask() {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      const { run, checkpoint, samples, features } = wanted();
      if (samples.length === 0) break;
      const extent = extentOf(samples, features);
      const inputs = features === 1 ? curveInputs(extent) : fieldInputs(extent);
      try {
        const blob = await client.predictions.samples({ run, checkpoint, bytes: new Blob([inputs]) });
        answered.value = { checkpoint, answers: new Float32Array(await blob.arrayBuffer()), extent };
        problem.value = '';
      } catch (error) {
        problem.value = refusalOf(error).message;
      }
    }
    isAsking = false;
  }
  watch(
    () => {
      const { run, checkpoint, samples } = wanted();
      return [run, checkpoint, samples] as const;
    },
    () => void ask(),
    { immediate: true },
  );
  return { answered, problem };
}
