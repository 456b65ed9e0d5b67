import { presets, type PresetId } from '@shared/spec/presets';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { makeRunner } from '../../src-main/engine/train/make-runner';
import { loadSamples, openBenchData } from './bench-data';
import { batchSizes, OwnContender } from './own-contender';
import { takeTurns } from './turns';

/** Trainyard as it is: the compiled step, made and driven as in a run. */
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document } = data;
const spec = presets[which as PresetId].spec(document);
const backend = await loadBackend({ backend: 'cpu', threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) });
const runner = makeRunner(backend, spec, document.shape, document.classes.length, batchSizes(data, spec));
if (runner.mode !== 'compiled') throw new Error('the step was not compiled');
await takeTurns(new OwnContender(data, spec, runner, backend, samples));
