import { presets, type PresetId } from '@shared/spec/presets';
import { makeEagerRunner } from '../../src-main/engine/train/make-runner';
import { loadSamples, openBenchData } from './bench-data';
import { loadCpu } from './cpu';
import { batchSizes, OwnContender } from './own-contender';
import { takeTurns } from './turns';

/** tfjs-node op by op: Trainyard without its compiler. */
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document } = data;
const spec = presets[which as PresetId].spec(document);
const backend = await loadCpu();
const runner = makeEagerRunner({
  backend,
  spec,
  inputShape: document.shape,
  batches: batchSizes(data, spec),
});
await takeTurns(new OwnContender(data, spec, runner, backend, samples));
