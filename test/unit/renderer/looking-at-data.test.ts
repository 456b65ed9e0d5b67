import { expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useInspection } from '../../../src-renderer/pages/data/bring/use-inspection';
import { onPage } from './on-page';

it('a look at data ends when nothing is chosen any more', async () => {
  const grant = ref('a');
  const scope = effectScope();
  const form = onPage({ datasets: { inspect: () => new Promise(() => {}) } })(() =>
    scope.run(() =>
      useInspection(
        () => grant.value,
        async () => undefined,
      ),
    ),
  )!;
  await vi.waitFor(() => expect(form.isLooking.value).toBe(true));
  grant.value = '';
  await nextTick();
  expect(form.isLooking.value).toBe(false);
  scope.stop();
});
