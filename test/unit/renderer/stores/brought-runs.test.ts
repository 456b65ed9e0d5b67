import { expect, it, vi } from 'vitest';
import { computed, effectScope, nextTick } from 'vue';
import { useCheckpoints } from '../../../../src-renderer/stores/checkpoints';
import { useRuns } from '../../../../src-renderer/stores/runs';
import { checkpointSummary } from '../../../checkpoint-summary';
import { runSummary } from '../../../run-summary';
import { onPage } from '../on-page';

const RUN = '20260101-000000-aaaa';
const saved = [1, 2].map((epoch) => checkpointSummary(epoch, { run: RUN }));

it('of a run that was only heard of, as one that trains is, what it saved is fetched with its page', async () => {
  const run = runSummary({ id: RUN, state: 'completed' });
  const list = vi.fn(async () => saved);
  const answers = {
    runs: { get: async () => run },
    checkpoints: { list },
    evaluations: { list: async () => [] },
  };
  const { runs, checkpoints } = onPage(answers)(() => ({ runs: useRuns(), checkpoints: useCheckpoints() }));
  // Of more runs than are filled in, only what pages look at is fetched.
  runs.hear(run);
  const scope = effectScope();
  const page = scope.run(() => computed(() => runs.whole(RUN)))!;
  expect(page.value?.id).toBe(RUN);
  await vi.waitFor(() => expect(checkpoints.byRun.get(RUN)).toEqual(saved));
  runs.hear({ ...run, name: 'renamed' });
  await nextTick();
  expect(page.value?.name).toBe('renamed');
  expect(list).toHaveBeenCalledTimes(1);
  scope.stop();
});
