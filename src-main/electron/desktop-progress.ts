import type { RunSummary } from '@shared/contract/run';

/** How far the run that trains is, from 0 to 1; undefined while nothing trains. */
export const shareDone = (run: RunSummary | undefined): number | undefined => {
  if (!run) return undefined;
  const { step = 0, totalSteps = 0 } = run.progress ?? {};
  return totalSteps > 0 ? Math.min(1, step / totalSteps) : 0;
};

function left(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return 'less than a minute left';
  return minutes < 90 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`;
}

/** "digits mlp: 43%, 2 min left", for the tray. */
export function progressWords(run: RunSummary): string {
  const { progress } = run;
  if (!progress || progress.totalSteps === 0) return `${run.name} is starting`;
  const percent = `${Math.floor(100 * (shareDone(run) ?? 0))}%`;
  return progress.secondsLeft === null
    ? `${run.name}: ${percent}`
    : `${run.name}: ${percent}, ${left(progress.secondsLeft)}`;
}
