import { expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import { useTriedRun } from '../../../src-renderer/pages/try/use-tried-run';
import { useCheckpoints } from '../../../src-renderer/stores/checkpoints';
import { useRuns } from '../../../src-renderer/stores/runs';
import { checkpointSummary } from '../../checkpoint-summary';
import { epochRow, runSummary } from '../../run-summary';
import { onPage } from './on-page';

const [OLD, BEST, NEW] = ['20260101-000000-aaaa', '20260102-000000-aaaa', '20260103-000000-aaaa'];
const all = [
  runSummary({ id: OLD!, createdAt: '2026-01-01T00:00:00Z' }),
  runSummary({ id: BEST!, createdAt: '2026-01-02T00:00:00Z', best: epochRow(1) }),
  runSummary({ id: NEW!, createdAt: '2026-01-03T00:00:00Z', best: null }),
];

/** A page whose studio knows three runs, of which the newest has saved nothing yet. */
function page(saved: Record<string, CheckpointSummary[]>) {
  const answers = {
    runs: {
      list: async () => all,
      get: async ({ run }: { run: string }) => all.find(({ id }) => id === run),
    },
    checkpoints: {
      list: async ({ run }: { run?: string }) =>
        run === undefined ? Object.values(saved).flat() : (saved[run] ?? []),
    },
    evaluations: { list: async () => [] },
  };
  const scope = effectScope();
  const chosen = ref('');
  return onPage(answers)(() => {
    const its = scope.run(() => useTriedRun(() => chosen.value))!;
    return { ...its, runs: useRuns(), checkpoints: useCheckpoints(), chosen, scope };
  });
}
const saved = (run: string) => [checkpointSummary(1, { run })];

it('one is tried before all that is saved was read, and nothing is said to be missing', async () => {
  const { tried, isReading, runs, scope } = page({ [OLD!]: saved(OLD!), [BEST!]: saved(BEST!) });
  await runs.fetchAll();
  await nextTick();
  expect(isReading.value).toBe(true);
  await vi.waitFor(() => expect(tried.value?.id).toBe(BEST));
  scope.stop();
});

it('one that kept nothing is left once that is known', async () => {
  const { tried, isReading, runs, checkpoints, scope } = page({ [OLD!]: saved(OLD!) });
  await runs.fetchAll();
  await vi.waitFor(() => expect(tried.value?.id).toBe(BEST));
  await checkpoints.fetchAll();
  await vi.waitFor(() => expect(tried.value?.id).toBe(OLD));
  expect(isReading.value).toBe(false);
  scope.stop();
});

it('the one that is tried stays when a newer one saves its first, and gives way to one that is chosen', async () => {
  const its: Record<string, CheckpointSummary[]> = { [OLD!]: saved(OLD!), [BEST!]: saved(BEST!) };
  const { tried, suiting, runs, checkpoints, chosen, scope } = page(its);
  await Promise.all([runs.fetchAll(), checkpoints.fetchAll()]);
  await vi.waitFor(() => expect(tried.value?.id).toBe(BEST));
  its[NEW!] = saved(NEW!);
  await checkpoints.fetchRun(NEW!);
  await nextTick();
  expect(suiting.value[0]?.id).toBe(NEW);
  expect(tried.value?.id).toBe(BEST);
  chosen.value = NEW!;
  await vi.waitFor(() => expect(tried.value?.id).toBe(NEW));
  chosen.value = '';
  runs.remove(BEST!);
  await vi.waitFor(() => expect(tried.value?.id).toBe(NEW));
  scope.stop();
});
