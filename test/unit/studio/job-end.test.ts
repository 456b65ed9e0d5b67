import { expect, it } from 'vitest';
import { resourceWords } from '@shared/place/resource-words';
import { whyEnded } from '../../../src-main/studio/ray/job-end';
import type { RayJobState } from '../../../src-main/studio/ray/ray-jobs';

const place = { command: 'trainyard', cpus: 2, gpus: 1 };
const state = (its: Partial<RayJobState>): RayJobState => ({
  status: 'FAILED',
  message: '',
  errorType: '',
  exitCode: null,
  ...its,
});
const failedWith = (exitCode: number, output: string) =>
  state({
    exitCode,
    message: `Job entrypoint command failed with exit code ${exitCode}, last available logs (truncated to 20,000 chars):\n${output}\n`,
  });

it.each([
  [
    failedWith(127, '/bin/sh: 1: trainyard: not found'),
    true,
    /no command "trainyard": install Trainyard on them/,
  ],
  [
    failedWith(2, 'The node one has Trainyard 2.0.0: install the same.\n'),
    true,
    /^The node one has Trainyard 2\.0\.0/,
  ],
  [
    state({
      errorType: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT',
      message: 'Job supervisor actor failed to start',
    }),
    true,
    /No node of the Ray cluster had 2 CPUs and 1 GPU free/,
  ],
  [state({ status: 'STOPPED' }), true, /was stopped in the Ray cluster/],
  [state({ status: 'SUCCEEDED', exitCode: 0 }), true, /nothing of it is in the shared folder/],
  [
    state({
      errorType: 'JOB_SUPERVISOR_ACTOR_DIED',
      message: 'Job supervisor actor died: its node\nhas died.',
    }),
    false,
    /^its node in the Ray cluster, or its job there, died \(Job supervisor actor died: its node\)$/,
  ],
  [undefined, false, /does not know its job any more/],
])('%j', (its, isLasting, words) => {
  const end = whyEnded(its, place);
  expect(end.isLasting).toBe(isLasting);
  expect(end.words).toMatch(words);
});

it('says what a run asks for', () => {
  expect(resourceWords({ cpus: 1, gpus: 0 })).toBe('1 CPU');
  expect(resourceWords({ cpus: 4, gpus: 0.5 })).toBe('4 CPUs and 0.5 GPUs');
});
