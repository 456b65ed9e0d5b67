import { ENDED_STATES, type ListedRun } from '../contract/run';

/** The step at which a checkpoint was saved, from its id: 0003-1266 was saved after 1,266. */
export const stepOfCheckpoint = (id: string): number => Number(id.split('-')[1] ?? 0);

/** The steps that a run has done before it begins: those of the checkpoint that it continues. */
export const stepsBefore = ({
  start,
}: {
  start?: { mode: string; checkpoint: string } | undefined;
}): number => (start?.mode === 'continue' ? stepOfCheckpoint(start.checkpoint) : 0);

type Standing = Pick<ListedRun, 'state' | 'progress' | 'resumableFrom'> & {
  spec: Pick<ListedRun['spec'], 'start'>;
};

/**
 * The steps after which a run goes on: those that it has trained while an engine has it, else those of its last checkpoint,
 * or of the one that it continues. What an engine trained behind that before it was killed is trained again.
 */
export function standsAt({ state, progress, resumableFrom, spec }: Standing): number {
  const isStill = state === 'queued' || ENDED_STATES.includes(state);
  if (!isStill && progress) return progress.step;
  if (resumableFrom !== null) return stepOfCheckpoint(resumableFrom);
  return stepsBefore(spec);
}
