import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { AskedCheckpoint, Prediction } from '@shared/contract/prediction';
import { useClient } from '../../client/provide';
import { refusalOf } from '../../client/refusal';

/** What a checkpoint makes of samples, one after the other: of those that come while it thinks, the newest. */
export function usePrediction(asked: () => AskedCheckpoint | undefined) {
  const client = useClient();
  const answer = shallowRef<Prediction>();
  /** why there is none, in a sentence */
  const problem = ref('');
  const isReady = ref(false);
  let sample: Uint8Array | undefined;
  /** the sample that was answered last by whom is asked now */
  let answered: Uint8Array | undefined;
  let isAsking = false;
  const whom = () => JSON.stringify(asked());

  async function ask() {
    if (isAsking) return;
    isAsking = true;
    const its = asked();
    const key = whom();
    while (its && sample && sample !== answered && key === whom()) {
      const shown = sample;
      let given: Prediction | undefined;
      let why = '';
      try {
        given = await client.predictions.sample({ ...its, bytes: new Blob([shown.slice()]) });
      } catch (error) {
        why = refusalOf(error).message;
      }
      if (key !== whom()) break;
      answered = shown;
      problem.value = why;
      // The answer to another sample does not stand beside one that is not answered.
      answer.value = sample === undefined ? undefined : given;
    }
    isAsking = false;
    if (key !== whom()) void ask();
  }

  watch(
    whom,
    async (key) => {
      answer.value = undefined;
      answered = undefined;
      problem.value = '';
      isReady.value = false;
      const its = asked();
      if (!its) return;
      void ask();
      try {
        await client.predictions.prepare(its);
        if (key === whom()) isReady.value = true;
      } catch (error) {
        if (key === whom()) problem.value = refusalOf(error).message;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    sample = undefined;
  });

  return {
    answer,
    problem,
    /** whether the checkpoint is loaded */
    isReady,
    /** Asks about a sample, or about nothing any more. */
    show: (shown: Uint8Array | undefined) => {
      sample = shown;
      if (shown === undefined) answer.value = undefined;
      else void ask();
    },
  };
}
