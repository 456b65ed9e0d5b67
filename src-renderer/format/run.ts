import { POOR_END_MEANS, poorEndWord } from '@shared/advice/poor-end';
import type { ListedRun, RunPhase, RunState, RunSummary } from '@shared/contract/run';

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

/** What a run in a cluster does before a node has begun with it. */
const WAITS_THERE = 'waiting for a node';
type Starting = Pick<ListedRun, 'state' | 'progress' | 'place' | 'host'>;

/** What the engine of a run is doing; what a run was doing before it was resumed says nothing of it. */
export function enginePhase(run: Starting): RunPhase | typeof WAITS_THERE {
  if (run.state === 'starting' && run.place && run.host === undefined) return WAITS_THERE;
  const phase = run.progress?.phase ?? 'starting the engine';
  const isOld =
    run.state === 'starting' && (phase === 'training' || phase === 'validating' || phase === 'saving');
  return isOld ? 'starting the engine' : phase;
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/** The state with what the engine is doing in it, where that is more than training, or what it came to, where that is poor. */
export function stateWords(run: Starting & Pick<ListedRun, 'poorEnd'>): string {
  const phase = enginePhase(run);
  const poor = poorEndWord(run);
  const isTelling = run.state === 'starting' || run.state === 'running';
  if (isTelling && phase !== 'training') return capital(phase);
  if (poor === '') return stateWord(run.state);
  return run.state === 'completed' ? capital(poor) : `${stateWord(run.state)}, ${poor}`;
}

/** Why a run stands as it does, for whoever asks; undefined where there is nothing to say. */
export function stateReason(run: Pick<ListedRun, 'state' | 'reason' | 'poorEnd'>): string | undefined {
  const poor = run.poorEnd !== null && poorEndWord(run) !== '' ? POOR_END_MEANS[run.poorEnd] : '';
  return [run.reason ?? '', poor].filter(Boolean).join(' ') || undefined;
}

/** Whether it stands still, and does no better than guessing. */
export const isPoor = (run: Pick<ListedRun, 'state' | 'poorEnd'>): boolean =>
  poorEndWord(run) !== '' && run.state !== 'running' && run.state !== 'starting';

/** In which tone a state is said, as a class. */
export function stateTone(run: Pick<ListedRun, 'state' | 'poorEnd'>): 'acc' | 'error' | 'warn' | 'dim' {
  if (run.state === 'failed') return 'error';
  if (run.state === 'interrupted' || poorEndWord(run) !== '') return 'warn';
  return run.state === 'running' || run.state === 'starting' ? 'acc' : 'dim';
}

export { modelWords, weightedLayers } from '@shared/model/model-words';

/** Steps of one epoch; 0 while that is not known. */
export function stepsPerEpoch(run: Pick<ListedRun, 'stepsPerEpoch' | 'progress' | 'best'>): number {
  const told = run.progress?.stepsPerEpoch ?? 0;
  const row = run.best;
  return told > 0 ? told : (run.stepsPerEpoch ?? (row ? Math.round(row.step / row.epoch) : 0));
}

type InEpochs = Pick<ListedRun, 'stepsPerEpoch' | 'progress' | 'best'> & {
  spec: Pick<ListedRun['spec'], 'epochs' | 'start'>;
};

/**
 * By how many steps the epochs that a run goes on from were longer than its own, as on other samples: where its own are to be
 * told from steps. 0 where a limit in steps hides it.
 */
export function stepsOfOthers(run: InEpochs): number {
  const { progress, spec } = run;
  const perEpoch = stepsPerEpoch(run);
  if (spec.start?.mode !== 'continue' || !progress || perEpoch === 0) return 0;
  const more = progress.totalSteps - spec.epochs * perEpoch;
  const inEpoch = progress.step - more - (progress.epoch - 1) * perEpoch;
  return inEpoch >= 0 && inEpoch <= perEpoch ? more : 0;
}

/** Epochs that are done at a step of a run, as a fraction; the steps of an epoch have to be known. */
export const epochsAt = (run: InEpochs, step: number): number =>
  (step - stepsOfOthers(run)) / stepsPerEpoch(run);

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
  const isWhole = perEpoch === 0 || (last.step - stepsOfOthers(run)) % perEpoch === 0;
  if (!isWhole) return `Ended in epoch ${last.epoch}`;
  return last.epoch < run.spec.epochs ? `Ended after epoch ${last.epoch}` : `Epoch ${last.epoch}`;
}

/** Epochs that are done, with the fraction of the one under way. */
export function epochsDone(run: ListedRun): number {
  const perEpoch = stepsPerEpoch(run);
  if (perEpoch === 0) return 0;
  return Math.min(run.progress ? epochsAt(run, run.progress.step) : run.lastEpoch, run.spec.epochs);
}

export const shareDone = (run: Pick<ListedRun, 'state' | 'progress'>): number =>
  run.progress && run.progress.totalSteps > 0
    ? Math.min(1, run.progress.step / run.progress.totalSteps)
    : run.state === 'completed'
      ? 1
      : 0;
