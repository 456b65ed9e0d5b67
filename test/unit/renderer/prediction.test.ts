import { expect, it } from 'vitest';
import { effectScope, nextTick } from 'vue';
import type { Prediction } from '@shared/contract/prediction';
import { usePrediction } from '../../../src-renderer/pages/try/use-prediction';
import { onPage } from './on-page';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

it('an answer does not stand beside another sample that could not be answered, and the newest one is asked about', async () => {
  const asked: number[] = [];
  const given: Prediction = { checkpoint: '0001-1', answer: [1, 0], top: 0, milliseconds: 1 };
  const sample = async ({ bytes }: { bytes: Blob }) => {
    const [first = 0] = new Uint8Array(await bytes.arrayBuffer());
    asked.push(first);
    await settled();
    if (first === 2) throw new Error('The engine has ended.');
    return given;
  };
  const scope = effectScope();
  const { answer, problem, show } = onPage({ predictions: { sample, prepare: async () => undefined } })(() =>
    scope.run(() => usePrediction(() => ({ run: 'r', checkpoint: 'c' }))),
  )!;
  await nextTick();
  show(Uint8Array.of(1));
  await settled().then(settled);
  expect(answer.value).toEqual(given);
  show(Uint8Array.of(2));
  await settled().then(settled);
  expect(answer.value).toBeUndefined();
  expect(problem.value).not.toBe('');
  // While the one that fails is asked about, the next one is there already.
  show(Uint8Array.of(2));
  show(Uint8Array.of(3));
  await settled().then(settled).then(settled).then(settled);
  expect(asked).toEqual([1, 2, 2, 3]);
  expect([answer.value, problem.value]).toEqual([given, '']);
  scope.stop();
});
