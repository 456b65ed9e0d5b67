import { expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { useSweepCheck } from '../../../src-renderer/pages/sweeps/begin/use-sweep-check';
import { useStudio } from '../../../src-renderer/stores/studio';
import { onPage } from './on-page';

it('what is wrong with a sweep is asked again when whoever could not be asked is back', async () => {
  let isAway = true;
  const check = vi.fn(async () => {
    if (isAway) throw new Error('box is not reachable since 12:00.');
    return { problems: [], preview: null };
  });
  const scope = effectScope();
  const { checked, studio } = onPage({ sweeps: { check } })(() => ({
    studio: useStudio(),
    checked: scope.run(() =>
      useSweepCheck(
        () => ({ budget: { trials: 2 } }),
        () => undefined,
      ),
    )!,
  }));
  await vi.waitFor(() => expect(checked.problems.value).toHaveLength(1));
  isAway = false;
  studio.fetches++;
  await vi.waitFor(() => expect(checked.isCurrent.value).toBe(true));
  expect(checked.problems.value).toEqual([]);
  // What is known is not asked for again.
  studio.fetches++;
  expect(check).toHaveBeenCalledTimes(2);
  scope.stop();
});
