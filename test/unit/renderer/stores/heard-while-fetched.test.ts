import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Evaluation } from '@shared/contract/evaluation';
import { useCheckpoints } from '../../../../src-renderer/stores/checkpoints';
import { useEvaluations } from '../../../../src-renderer/stores/evaluations';
import { useRuns } from '../../../../src-renderer/stores/runs';
import { checkpointSummary } from '../../../checkpoint-summary';
import { runSummary } from '../../../run-summary';
import { onPage } from '../on-page';

beforeEach(() => {
  vi.useFakeTimers();
  // A page that is seen.
  vi.stubGlobal('requestAnimationFrame', (act: (at: number) => void) => setTimeout(() => act(0), 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const RUN = '20260101-000000-aaaa';
const progress = (step: number) => ({
  phase: 'training' as const,
  epoch: 1,
  epochs: 3,
  step,
  totalSteps: 30,
  stepsPerEpoch: 10,
  samplesPerSecond: 1,
  secondsLeft: 1,
});

it('a run that is gone stays gone, though news of it waited to be drawn', async () => {
  const run = runSummary({ id: RUN, state: 'running', progress: progress(1) });
  const answers = { runs: { list: async () => [run], get: async () => run } };
  const runs = onPage(answers)(useRuns);
  await runs.fetchAll();
  runs.hear(run);
  runs.hearProgress(RUN, progress(2));
  // Its machine was removed.
  answers.runs.list = async () => [];
  await runs.fetchAll();
  await vi.advanceTimersByTimeAsync(5000);
  expect([runs.byId.has(RUN), runs.wholeById.has(RUN)]).toEqual([false, false]);
});

it('a run that ended before all were fetched is not put back to what waited to be drawn', async () => {
  const run = runSummary({ id: RUN, state: 'running', progress: progress(1) });
  const answers = { runs: { list: async () => [run] } };
  const runs = onPage(answers)(useRuns);
  await runs.fetchAll();
  runs.hearProgress(RUN, progress(2));
  answers.runs.list = async () => [{ ...run, state: 'completed' as const }];
  await runs.fetchAll();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs.byId.get(RUN)?.state).toBe('completed');
});

it('an evaluation that ends while all are fetched stays', async () => {
  let answer: (all: Evaluation[]) => void = () => {};
  const evaluations = onPage({
    evaluations: { list: () => new Promise<Evaluation[]>((resolve) => (answer = resolve)) },
  })(useEvaluations);
  const fetching = evaluations.fetchAll();
  // All the store looks at.
  const heard = { id: 'heard', run: RUN, checkpoint: 'step-10', at: '2026-01-01' } as Evaluation;
  evaluations.put(heard);
  answer([{ ...heard, id: 'listed' }]);
  await fetching;
  expect([...evaluations.byId.keys()]).toEqual(['listed', 'heard']);
});

it('a checkpoint that is saved while all are fetched is shown, and those of a discarded run are not', async () => {
  const [first, second] = [1, 2].map((epoch) => checkpointSummary(epoch, { run: RUN }));
  const gone = checkpointSummary(1, { run: '20260101-000000-bbbb' });
  let answer: (all: CheckpointSummary[]) => void = () => {};
  const list = ({ run }: { run?: string }) =>
    run === undefined
      ? new Promise<CheckpointSummary[]>((resolve) => (answer = resolve))
      : Promise.resolve([first!, second!]);
  const checkpoints = onPage({ checkpoints: { list } })(useCheckpoints);
  const fetching = checkpoints.fetchAll();
  checkpoints.hear(RUN);
  checkpoints.removeRun(gone.run);
  answer([first!, gone]);
  await fetching;
  await vi.advanceTimersByTimeAsync(5000);
  expect(checkpoints.byRun.get(RUN)).toEqual([first, second]);
  expect(checkpoints.byRun.has(gone.run)).toBe(false);
});

it('the same holds while those of one run are fetched', async () => {
  const saved = [1, 2].map((epoch) => checkpointSummary(epoch, { run: RUN }));
  const asked: ((own: CheckpointSummary[]) => void)[] = [];
  const list = () => new Promise<CheckpointSummary[]>((resolve) => asked.push(resolve));
  const checkpoints = onPage({ checkpoints: { list } })(useCheckpoints);
  const fetching = checkpoints.fetchRun(RUN);
  checkpoints.hear(RUN);
  asked.shift()!(saved.slice(0, 1));
  await fetching;
  await vi.advanceTimersByTimeAsync(5000);
  asked.shift()!(saved);
  await vi.advanceTimersByTimeAsync(5000);
  expect(checkpoints.byRun.get(RUN)).toEqual(saved);
  const again = checkpoints.fetchRun(RUN);
  checkpoints.removeRun(RUN);
  asked.shift()!(saved);
  await again;
  expect(checkpoints.byRun.has(RUN)).toBe(false);
});
