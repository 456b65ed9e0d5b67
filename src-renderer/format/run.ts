import { newLayer, type Layer, type LayerType } from '@shared/spec/layer';
import type { RunPhase, RunState, RunSummary } from '@shared/contract/run';
import { counted } from './numbers';

const STATE_WORDS: Record<RunState, string> = {
  queued: 'Queued',
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

export const stateWord = (state: RunState): string => STATE_WORDS[state];

/** What the engine of a run is doing; what a run was doing before it was resumed says nothing of it. */
export function enginePhase(run: RunSummary): RunPhase {
  const phase = run.progress?.phase ?? 'starting the engine';
  const isOld =
    run.state === 'starting' && (phase === 'training' || phase === 'validating' || phase === 'saving');
  return isOld ? 'starting the engine' : phase;
}

/** The state with what the engine is doing in it, where that is more than training. */
export function stateWords(run: RunSummary): string {
  const phase = enginePhase(run);
  const isTelling = run.state === 'starting' || run.state === 'running';
  if (!isTelling || phase === 'training') return stateWord(run.state);
  return phase[0]!.toUpperCase() + phase.slice(1);
}

const WEIGHTED: Partial<Record<LayerType, number>> = {
  dense: 1,
  conv2d: 1,
  depthwiseConv2d: 1,
  residualBlock: 2,
};
const isLayerType = (type: unknown): type is LayerType => typeof type === 'string' && type in newLayer;

/** The layers of a model or of a draft that have kernels: as in the literature, those are the ones that are counted. */
export const weightedLayers = (layers: readonly unknown[]): number =>
  layers.reduce<number>((sum, layer) => {
    const type: unknown =
      typeof layer === 'object' && layer !== null ? Reflect.get(layer, 'type') : undefined;
    return sum + (isLayerType(type) ? (WEIGHTED[type] ?? 0) : 0);
  }, 0);

/** "CNN, 4 layers", "MLP, 2 layers": the model in two words. */
export function modelWords(layers: readonly Layer[]): string {
  const number = weightedLayers(layers);
  const has = (...types: LayerType[]) => layers.some(({ type }) => types.includes(type));
  if (has('residualBlock')) return `ResNet, ${counted(number, 'layer')}`;
  if (has('conv2d', 'depthwiseConv2d')) return `CNN, ${counted(number, 'layer')}`;
  return number > 1 ? `MLP, ${counted(number, 'layer')}` : 'Linear';
}

/** Steps of one epoch; 0 while that is not known. */
export function stepsPerEpoch(run: RunSummary): number {
  const told = run.progress?.stepsPerEpoch ?? 0;
  const row = run.epochs[0];
  return told > 0 ? told : row ? Math.round(row.step / row.epoch) : 0;
}

/** Samples a second of training over all its epochs, which have the same number of samples; undefined before the first. */
export function meanThroughput({ epochs }: Pick<RunSummary, 'epochs'>): number | undefined {
  const measured = epochs.filter((row) => row.samplesPerSecond > 0);
  if (measured.length === 0) return undefined;
  return measured.length / measured.reduce((sum, row) => sum + 1 / row.samplesPerSecond, 0);
}

/** "Epoch 5": which one is under way, or where a run that is completed came to its end. */
export function epochWords(run: RunSummary): string {
  const last = run.epochs.at(-1);
  if (run.state !== 'completed' || last === undefined) {
    return `Epoch ${Math.min(run.progress?.epoch ?? 0, run.spec.epochs)}`;
  }
  const perEpoch = stepsPerEpoch(run);
  const isWhole = perEpoch === 0 || last.step % perEpoch === 0;
  if (!isWhole) return `Ended in epoch ${last.epoch}`;
  return last.epoch < run.spec.epochs ? `Ended after epoch ${last.epoch}` : `Epoch ${last.epoch}`;
}

/** Epochs that are done, with the fraction of the one under way. */
export function epochsDone(run: RunSummary): number {
  const perEpoch = stepsPerEpoch(run);
  const last = run.epochs.at(-1);
  if (perEpoch === 0) return 0;
  return Math.min((run.progress?.step ?? last?.step ?? 0) / perEpoch, run.spec.epochs);
}

export const shareDone = (run: RunSummary): number =>
  run.progress && run.progress.totalSteps > 0
    ? Math.min(1, run.progress.step / run.progress.totalSteps)
    : run.state === 'completed'
      ? 1
      : 0;

/** Seconds of training that are behind it: of its epochs, and of the one under way as far as that is known. */
export const secondsTrained = (run: RunSummary): number =>
  run.epochs.reduce((sum, row) => sum + row.seconds, 0);
