import type { DatasetDocument } from '@shared/contract/dataset';
import { newOptimizer } from '@shared/spec/optimizer';
import { presets } from '@shared/spec/presets';
import { runSpecSchema, type RunSpec } from '@shared/spec/run-spec';

export const BENCH_MODELS = ['mlp', 'cnn', 'resnet', 'table'] as const;
export type BenchModel = (typeof BENCH_MODELS)[number];

/** What Trainyard records beside losses has a measurement of its own (recording-cost.ts). */
const BARE: RunSpec['record'] = { normsEvery: 0, histograms: false };

/**
 * What everybody trains: the presets, and an MLP on rows of a table. All with plain Adam, so that every framework can
 * do the same; test/bench/peers/turns.py has the sizes of the batches and the learning rates once more.
 */
export const benchSpec = (model: BenchModel, document: DatasetDocument): RunSpec => ({
  ...presetOf(model, document),
  record: BARE,
});

function presetOf(model: BenchModel, document: DatasetDocument): RunSpec {
  const dataset = { id: document.id, classes: document.target.names };
  switch (model) {
    case 'mlp':
    case 'cnn':
      return presets[model].spec(dataset);
    case 'resnet':
      return { ...presets.resnet.spec(dataset), optimizer: newOptimizer.adam() };
    case 'table':
      return runSpecSchema.parse({
        data: { dataset: document.id },
        model: {
          layers: [
            { type: 'flatten' },
            { type: 'dense', units: 128, activation: 'relu' },
            { type: 'dense', units: 128, activation: 'relu' },
            { type: 'dense', units: dataset.classes.length },
          ],
        },
        optimizer: newOptimizer.adam(),
        batchSize: 256,
      });
  }
}
