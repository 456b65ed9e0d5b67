import { expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { epochRowSchema, type RunSummary } from '@shared/contract/run';
import { followRun } from '../../../src-main/cli/follow-run';
import type { Output } from '../../../src-main/cli/output';

const row = (epoch: number) =>
  epochRowSchema.parse({
    epoch,
    step: 100 * epoch,
    trainLoss: 1,
    trainAccuracy: 0.5,
    valLoss: 1,
    valAccuracy: 0.5,
    seconds: 1,
    samplesPerSecond: 100,
  });
const run = (state: string, epochs: number[]) =>
  ({
    id: 'run-1',
    state,
    target: { type: 'classes' },
    epochs: epochs.map(row),
    progress: null,
  }) as unknown as RunSummary;

it('a run that goes on where another one came to has a heading over its first new epoch', async () => {
  const told: string[] = [];
  const output = { line: (text = '') => told.push(text), event: () => {}, live: () => {}, note: () => {} };
  const events = async () =>
    (async function* () {
      yield { subscription: 0, events: [{ type: 'run', run: run('running', [5, 6, 7]) }] };
      yield { subscription: 0, events: [{ type: 'run', run: run('completed', [5, 6, 7, 8]) }] };
    })();
  const heard = () => Promise.resolve();
  const client = { studio: { events, heard }, runs: { get: async () => run('running', [5, 6]) } };
  const { why } = await followRun({
    client: client as unknown as StudioClient,
    output: output as unknown as Output,
    run: run('queued', [5, 6]),
    leave: new AbortController().signal,
  });
  expect(why).toBe('ended');
  expect(told.map((line) => line.trim().split(/\s+/)[0])).toEqual(['epoch', '7', '8']);
});
