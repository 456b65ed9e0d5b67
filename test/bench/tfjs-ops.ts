import { inputShapeOf } from '@shared/data/layout';
import { makeEagerRunner } from '../../src-main/engine/train/make-runner';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { benchSpec, type BenchModel } from './models';
import { batchSizes, OwnContender } from './own-contender';
import { takeTurns } from './turns';

/** tfjs-node op by op: Trainyard without its compiler. */
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document } = data;
const spec = benchSpec(which as BenchModel, document);
const backend = await loadCpu();
const runner = makeEagerRunner({
  backend,
  spec,
  inputShape: inputShapeOf(document.input),
  batches: batchSizes(data, spec),
});
await takeTurns(new OwnContender(data, spec, runner, backend, samples));
