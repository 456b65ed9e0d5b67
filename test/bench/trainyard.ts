import { inputShapeOf } from '@shared/data/layout';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { chooseRunner } from '../../src-main/engine/train/choose-runner';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { benchSpec, type BenchModel } from './models';
import { batchSizes, OwnContender } from './own-contender';
import { takeTurns } from './turns';

/**
 * Trainyard as it is: the compiled step, made, checked and driven as in a run. With TRAINYARD_VARIANT=wasm on
 * WebAssembly, which has one thread and no compiled step.
 */
const onWasm = process.env['TRAINYARD_VARIANT'] === 'wasm';
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document, split } = data;
const spec = benchSpec(which as BenchModel, document);
const backend = onWasm
  ? await loadBackend({ backend: 'wasm', threads: 1, oneDnn: false, precision: 'float32' })
  : await loadCpu();
const first = split.training.subarray(0, spec.batchSize);
const { runner, whyEager } = chooseRunner(
  {
    backend,
    spec,
    inputShape: inputShapeOf(document.input),
    batches: batchSizes(data, spec),
  },
  () => {},
  {
    samples,
    indices: first,
    steps: 1,
    batch: first.length,
    firstStep: 1,
    learningRates: [spec.optimizer.learningRate],
  },
);
if (runner.mode !== 'compiled' && !onWasm) throw new Error(whyEager);
await takeTurns(new OwnContender(data, spec, runner, backend, samples));
