import { presets, type PresetId } from '@shared/spec/presets';
import { chooseRunner } from '../../src-main/engine/train/choose-runner';
import { BatchBuffer } from '../../src-main/engine/train/gather';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { batchSizes, OwnContender } from './own-contender';
import { takeTurns } from './turns';

/** Trainyard as it is: the compiled step, made, checked and driven as in a run. */
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document, split } = data;
const spec = presets[which as PresetId].spec(document);
const backend = await loadCpu();
const first = split.training.subarray(0, spec.batchSize);
const { runner, whyEager } = chooseRunner(
  {
    backend,
    spec,
    inputShape: document.shape,
    batches: batchSizes(data, spec),
  },
  () => {},
  {
    ...new BatchBuffer(first.length, document.shape).fill(samples, first),
    steps: 1,
    batch: first.length,
    firstStep: 1,
    learningRates: [spec.optimizer.learningRate],
  },
);
if (runner.mode !== 'compiled') throw new Error(whyEager);
await takeTurns(new OwnContender(data, spec, runner, backend, samples));
