import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { runDocumentSchema } from '@shared/contract/run';
import { layoutOf } from '@shared/data/layout';
import { modelParameters } from '@shared/model/parameters';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { readCheckpoint } from '../../src-main/engine/checkpoint/read-checkpoint';
import { DatasetReader, readDatasetDocument } from '../../src-main/engine/data/dataset-reader';
import type { RecordedAnswers } from '../../src-main/engine/export/code/python-export';
import type { ExportedFile, ExportedModel } from '../../src-main/engine/export/exported-model';
import { asPlainWeights } from '../../src-main/engine/train/ema';
import { makeRunner } from '../../src-main/engine/train/make-runner';
import { matchArrays } from '../../src-main/engine/train/match-arrays';
import { parquetPathOf, readParquetSeries } from '../../src-main/series/parquet-series';
import type { Terminal } from '../terminal';

export interface TrainedRun {
  model: ExportedModel;
  answers: RecordedAnswers;
  /** of each step, as the run recorded it */
  losses: Float64Array;
  datasetFolder: string;
}

/** Trains in the terminal, and reads what came of it from the library. */
export async function trainedRun(terminal: Terminal, args: readonly string[]): Promise<TrainedRun> {
  const { code, lines, stderr } = await terminal.run(['train', ...args]);
  expect(code, stderr).toBe(0);
  const run = String(lines.find((line) => 'run' in line)?.['run']);
  const folder = join(terminal.library, 'runs', run);
  const { spec, inputShape, input, target, datasetName } = runDocumentSchema.parse(
    JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')),
  );
  const checkpoints = (await readdir(join(folder, 'checkpoints'))).toSorted();
  const read = await readCheckpoint(join(folder, 'checkpoints', checkpoints.at(-1)!));
  const series = await readParquetSeries(parquetPathOf(join(folder, 'metrics', 'steps.log')), ['loss']);
  const datasetFolder = join(terminal.library, 'datasets', spec.data.dataset);
  const dataset = await readDatasetDocument(datasetFolder);
  const parameters = modelParameters(spec.model.layers, inputShape);
  const values = matchArrays(parameters, asPlainWeights(read.model));
  const model: ExportedModel = {
    name: `A model of ${datasetName}`,
    checkpoint: read.document,
    spec,
    inputShape,
    input: input!,
    target: target!,
    scale: read.position.targetScale ?? null,
    weights: parameters.map(({ name, shape }, index) => ({ name, shape, values: values[index]! })),
    dataset,
  };
  const reader = new DatasetReader(datasetFolder, dataset, 'train');
  await reader.read(16);
  const backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  const runner = makeRunner({ backend, spec, inputShape, samples: layoutOf(dataset), batches: [] });
  runner.loadWeights(read.model);
  const { outputs } = runner.forward(
    reader.samples,
    Int32Array.from({ length: 16 }, (_, row) => row),
  );
  runner.dispose();
  return {
    model,
    answers: { count: 16, inputs: reader.samples.inputs, outputs },
    losses: series!.rows,
    datasetFolder,
  };
}

/** Writes an export's files, and gives what runs `model.py` there. */
export async function written(files: readonly ExportedFile[], folder: string, python: string) {
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return async (...args: string[]): Promise<string> => {
    const env = { ...process.env, JAX_PLATFORMS: 'cpu' };
    const { stdout } = await promisify(execFile)(python, [join(folder, 'model.py'), ...args], {
      cwd: folder,
      env,
    });
    return stdout;
  };
}
