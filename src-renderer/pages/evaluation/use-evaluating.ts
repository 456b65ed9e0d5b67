import { computed, ref } from 'vue';
import type { EvaluationSplit } from '@shared/contract/evaluation';
import { useClient } from '../../client/provide';
import { useAction } from '../../composables/use-action';
import { count } from '../../format/numbers';
import { useJobs } from '../../stores/jobs';

export interface WantedEvaluation {
  run: string;
  checkpoint: string;
  dataset: string;
  split: EvaluationSplit;
}

/** Has a checkpoint evaluated, and follows the job. */
export function useEvaluating() {
  const client = useClient();
  const jobs = useJobs();
  const started = ref('');
  const job = computed(() => jobs.byId.get(started.value));
  const start = useAction(async ({ run, checkpoint, dataset, split }: WantedEvaluation) => {
    const made = await client.evaluations.start({ run, checkpoint, dataset, split });
    // Its first event may have come before this answer, and be newer.
    if (!jobs.byId.has(made.id)) jobs.put(made);
    started.value = made.id;
  });
  const progress = computed(() => {
    const { state, done = 0, total = 0, unit = '' } = job.value ?? {};
    if (state !== 'running') return '';
    return total > 0 ? `${count(done)} of ${count(total)} ${unit}` : 'starting';
  });
  return { start, job, progress };
}
