import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useBin } from '../../../../src-renderer/stores/bin';
import { useUndo } from '../../../../src-renderer/stores/undo';
import { runSummary } from '../../../run-summary';
import { onPage } from '../on-page';

const IDS = ['20260101-000000-aaaa', '20260101-000000-bbbb', '20260101-000000-cccc'];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A studio whose connection can be lost. */
function page() {
  const binned = new Set<string>();
  let isLost = false;
  const answered = async <T>(answer: () => T): Promise<T> => {
    if (isLost) throw new Error('The studio cannot be reached.');
    return answer();
  };
  const stores = onPage({
    runs: {
      discard: ({ run }: { run: string }) =>
        answered(() => {
          binned.add(run);
          return { run, name: run, discardedAt: '2026-01-01T00:00:00Z', bytes: 1 };
        }),
    },
    bin: {
      list: () => answered(() => []),
      restore: ({ run }: { run: string }) =>
        answered(() => {
          if (!binned.delete(run)) throw new Error(`There is no run ${run} in the bin.`);
          // The connection is lost with the second.
          isLost = run === IDS[1];
          return runSummary({ id: run });
        }),
    },
    sweeps: { discarded: () => answered(() => []) },
    checkpoints: { list: () => answered(() => []) },
  })(() => ({ bin: useBin(), undo: useUndo() }));
  return { ...stores, binned, reconnect: () => (isLost = false) };
}

it('an undo that was held up brings the rest back when it is asked again', async () => {
  const { bin, undo, binned, reconnect } = page();
  expect(await bin.discard(IDS)).toEqual([]);
  expect(binned.size).toBe(3);
  await expect(undo.takeBack()).rejects.toThrow('cannot be reached');
  expect([...binned]).toEqual([IDS[2]]);
  reconnect();
  await undo.takeBack();
  expect(binned.size).toBe(0);
  expect(undo.last).toBeUndefined();
});

it('what is called off while it is under way leaves the rest, and offers back what is gone', async () => {
  const { bin, undo, binned } = page();
  await bin.discard(IDS, { goesOn: () => binned.size < 2 });
  expect(binned.size).toBe(2);
  expect(undo.last?.words).toBe('2 runs are in the bin.');
});

it('an undo that takes longer than it is offered says why it was refused', async () => {
  const { undo } = page();
  undo.offer('All are in the bin.', async () => {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    throw new Error('The studio cannot be reached.');
  });
  const taking = expect(undo.takeBack()).rejects.toThrow('cannot be reached');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(undo.last).toBeDefined();
  await vi.advanceTimersByTimeAsync(2000);
  await taking;
  expect(undo.last).toBeDefined();
  await vi.advanceTimersByTimeAsync(13_000);
  expect(undo.last).toBeUndefined();
});
