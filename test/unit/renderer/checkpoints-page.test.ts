import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Evaluation } from '@shared/contract/evaluation';
import type { EpochDetail } from '@shared/contract/recorded';
import { describe, expect, it } from 'vitest';
import { checkpointSummary } from '../../checkpoint-summary';
import {
  foundCheckpoints,
  type CheckpointFilter,
} from '../../../src-renderer/pages/checkpoints/found-checkpoints';
import { largestChanges, predictionSources } from '../../../src-renderer/pages/checkpoints/prediction-strip';

const checkpoint = (epoch: number, more: Partial<CheckpointSummary> = {}): CheckpointSummary =>
  checkpointSummary(epoch, {
    runName: 'digits-mlp',
    dataset: 'Digits',
    keptFor: ['everything'],
    ...more,
  });
const all = [
  checkpoint(3, { last: true }),
  checkpoint(1, { pinned: true }),
  checkpoint(2, { best: true, keptFor: [] }),
  checkpoint(4, { problem: 'torn', keptFor: [] }),
];

describe('checkpoints that are looked for', () => {
  const epochs = (filter: CheckpointFilter, sought = '') =>
    foundCheckpoints(all, () => ({ tags: ['baseline'], experiment: 'Widths' }), {
      sought,
      filter,
      branches: ({ epoch }) => (epoch === 1 ? 2 : 0),
      isEvaluated: ({ epoch }) => epoch === 3,
    }).map(({ epoch }) => epoch);

  it.each([
    ['all', [3, 1, 2, 4]],
    ['best', [2]],
    ['last', [3]],
    ['pinned', [1]],
    ['branched', [1]],
    ['evaluated', [3]],
    ['goes', [2]],
    ['damaged', [4]],
  ] as const)('pass the filter %s', (filter, expected) => {
    expect(epochs(filter)).toEqual(expected);
  });

  it('have every word, also those of their run', () => {
    expect(epochs('all', 'widths baseline pinned')).toEqual([1]);
    expect(epochs('best', 'DIGITS best')).toEqual([2]);
    expect(epochs('all', 'nothing')).toEqual([]);
  });
});

describe('how predictions changed', () => {
  const classes = (...recalls: number[]) =>
    recalls.map((recall) => ({ precision: 1, recall, f1: 1, support: 5 }));
  const detail = (epoch: number, generation: number, ...recalls: number[]): EpochDetail => ({
    generation,
    epoch,
    step: epoch * 10,
    times: { data: 0, step: 0, validation: 0, checkpoint: 0, other: 0 },
    memory: 0,
    gpu: null,
    layers: [],
    classes: classes(...recalls),
  });
  const evaluation = (id: string, at: string, confusion: number[][]): Evaluation => ({
    id: `${id}${at}`,
    run: 'a-run',
    checkpoint: id,
    dataset: 'digits',
    datasetName: 'Digits',
    split: 'test',
    at,
    isFinal: false,
    samples: 4,
    correct: 2,
    loss: 1,
    accuracy: 0.5,
    top5Accuracy: null,
    confusion,
    values: null,
    outputs: null,
    seconds: 1,
  });

  it('is told of each checkpoint by its epoch’s validation, the latest of those', () => {
    const details = [
      detail(1, 1, 0.5, 0.6),
      detail(2, 1, 0.1, 0.1),
      detail(2, 2, 0.7, 0.8),
      detail(9, 2, 1, 1),
    ];
    const [source] = predictionSources(all, details, []);
    expect(source?.shots.map((shot) => [shot.checkpoint.epoch, shot.recalls])).toEqual([
      [1, [0.5, 0.6]],
      [2, [0.7, 0.8]],
    ]);
    expect(predictionSources(all, details.slice(0, 1), [])).toEqual([]);
  });

  it('is told by evaluations on the same samples, the newest of each checkpoint', () => {
    const sources = predictionSources(
      all,
      [],
      [
        evaluation('0003-30', '2026-01-02', [
          [2, 0],
          [0, 2],
        ]),
        evaluation('0001-10', '2026-01-01', [
          [1, 1],
          [1, 1],
        ]),
        evaluation('0003-30', '2026-01-01', [
          [0, 2],
          [2, 0],
        ]),
      ],
    );
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ label: 'Digits, test' });
    expect(sources[0]!.shots.map(({ recalls }) => recalls)).toEqual([
      [0.5, 0.5],
      [1, 1],
    ]);
  });

  it('names the largest changes, and none that cannot be seen', () => {
    expect(largestChanges([0.9, 0.8, 0.7], [0.9001, 0.75, 0.8], 2)).toEqual([
      { place: 2, by: expect.closeTo(0.1) },
      { place: 1, by: expect.closeTo(-0.05) },
    ]);
    expect(largestChanges([], [0.5], 2)).toEqual([]);
  });
});
