import { effectScope, nextTick, shallowRef } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { useCleanUpLook, type CleanUpFound } from '../../../src-renderer/pages/checkpoints/use-clean-up-look';

const best = (count: number): KeepPolicy => ({ best: count, last: 1, everyNth: 0 });
const nothing = (): CleanUpFound => ({ removable: [], staying: [] });
/** Longer than typing rests. */
const LONG_MS = 600;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A studio that is slow to answer, unless `ask` says otherwise. */
function looking(
  ask: (policy: KeepPolicy) => Promise<CleanUpFound> = () =>
    new Promise((resolve) => setTimeout(() => resolve(nothing()), LONG_MS)),
) {
  const policy = shallowRef<KeepPolicy | undefined>(best(1));
  const among = shallowRef(3);
  const asked: number[] = [];
  const scope = effectScope();
  const look = scope.run(() =>
    useCleanUpLook({
      policy: () => policy.value,
      among: () => among.value,
      ask: (its) => {
        asked.push(its.best);
        return ask(its);
      },
    }),
  )!;
  return { policy, among, asked, scope, look };
}

it('a policy that is changed while the studio looks is looked for too', async () => {
  const { policy, asked, look } = looking();
  await vi.advanceTimersByTimeAsync(LONG_MS / 2);
  policy.value = best(2);
  await vi.advanceTimersByTimeAsync(2 * LONG_MS);
  expect(asked).toEqual([1, 2]);
  expect(look.found.value).toEqual(nothing());
});

it('so is one whose checkpoints have become more meanwhile', async () => {
  const { among, asked, look } = looking();
  await vi.advanceTimersByTimeAsync(LONG_MS / 2);
  among.value++;
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(look.found.value, 'the first answer may be of fewer').toBeUndefined();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(asked).toEqual([1, 1]);
  expect(look.found.value).toEqual(nothing());
});

it('an answer that comes after a newer one is passed over, and so is a refusal', async () => {
  const { policy, look } = looking((its) =>
    its.best === 1
      ? new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 2 * LONG_MS))
      : Promise.resolve(nothing()),
  );
  await vi.advanceTimersByTimeAsync(LONG_MS);
  policy.value = best(2);
  await vi.advanceTimersByTimeAsync(3 * LONG_MS);
  expect(look.found.value).toEqual(nothing());
  expect(look.refusal.value).toBeUndefined();
});

it('a refusal is said until something else is asked, and nothing is asked once nobody wants to know', async () => {
  const { policy, asked, look, scope } = looking(() => Promise.reject(new Error('no')));
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(look.refusal.value).toBeDefined();
  policy.value = best(2);
  await nextTick();
  expect(look.refusal.value).toBeUndefined();
  policy.value = undefined;
  await vi.advanceTimersByTimeAsync(LONG_MS);
  policy.value = best(3);
  await nextTick();
  scope.stop();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(asked).toEqual([1]);
});
