import { useRouter } from 'vue-router';
import { useClient } from '../client/provide';
import { refusalOf } from '../client/refusal';
import { say } from '../composables/use-said';
import { useCheckpoints } from '../stores/checkpoints';
import { useRuns } from '../stores/runs';

/** Takes a run out of a file, by a grant for it, and shows it. What is in the way is said over the page. */
export function useOpenRunFile(): (from: string) => Promise<void> {
  const [client, router] = [useClient(), useRouter()];
  const [runs, checkpoints] = [useRuns(), useCheckpoints()];
  return async (from) => {
    try {
      const run = await client.runs.open({ from });
      runs.put(run);
      await checkpoints.fetchRun(run.id);
      await router.push({ name: 'run', params: { run: run.id } });
      say(`${run.name} is in your library now.`);
    } catch (error) {
      say(refusalOf(error).message, 'error');
    }
  };
}
