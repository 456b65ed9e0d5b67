import { modelParameters } from '@shared/model/parameters';
import { presets, type PresetId } from '@shared/spec/presets';
import { loadBackend } from '../../src-main/engine/backend/backend';
import { initialWeights } from '../../src-main/engine/model/initial-weights';
import { EagerRunner } from '../../src-main/engine/train/eager-runner';
import { loadSamples, openBenchData } from './bench-data';
import { OwnContender } from './own-contender';
import { takeTurns } from './turns';

/** tfjs-node op by op: Trainyard without its compiler. */
const [which, folder] = process.argv.slice(2);
const data = await openBenchData(folder ?? '');
const { samples } = await loadSamples(data);
const { document } = data;
const spec = presets[which as PresetId].spec(document);
const backend = await loadBackend({ backend: 'cpu', threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) });
const parameters = modelParameters(spec.model.layers, document.shape);
const initial = initialWeights(parameters, spec.seed);
const runner = new EagerRunner(spec, document.shape, document.classes.length, parameters, initial);
const contender = new OwnContender(data, spec, runner, backend, samples);
await takeTurns(contender);
