import type { DatasetSummary } from '@shared/contract/dataset';
import type { RayPlace } from '@shared/contract/place';
import type { Problem } from '@shared/spec/problem';
import type { SweepPreview } from '@shared/contract/sweep';
import { assigned } from '@shared/sweep/apply-assignment';
import { metricProblem } from '@shared/sweep/check-metric';
import { checkSweep, cornersOf, cornerWords } from '@shared/sweep/check-sweep';
import { parseSweep } from '@shared/sweep/parse-sweep';
import type { Assignment } from '@shared/sweep/space';
import { isOfOptuna, type SweepSpec } from '@shared/sweep/sweep-spec';
import { Trials } from '@shared/sweep/trials';
import type { RunMaker } from '../runs/run-maker';
import type { Optuna } from './optuna/optuna';

export interface CheckedSweep {
  problems: Problem[];
  /** undefined where it is malformed */
  sweep: SweepSpec | undefined;
  /** undefined where it cannot be told */
  preview: SweepPreview | undefined;
}

/** What a sweep is checked with. */
export interface SweepCheckers {
  maker: Pick<RunMaker, 'check'>;
  optuna: Pick<Optuna, 'state'>;
  datasets: { find(id: string): Promise<Pick<DatasetSummary, 'target'> | undefined> };
}

const SHOWN = 5;

const hasErrors = (problems: readonly Problem[]) => problems.some(({ severity }) => severity === 'error');

function previewOf(sweep: SweepSpec): SweepPreview {
  const trials = new Trials(sweep);
  const most = trials.most(sweep.budget);
  const first: Assignment[] = [];
  for (let n = 0; n < Math.min(SHOWN, most); n++) {
    const set = trials.at(n);
    // What Optuna draws hangs on what came before.
    if (set) first.push(set);
  }
  return { most: Number.isFinite(most) ? most : null, first };
}

/**
 * All that is wrong or doubtful about a sweep from outside: its space, its run, and its run at both ends of each field,
 * with the data that it is to be trained on.
 *
 * @param place where it is to train, when that is not on this machine
 */
export async function checkSweepRuns(
  input: unknown,
  { maker, optuna, datasets }: SweepCheckers,
  place?: RayPlace,
): Promise<CheckedSweep> {
  const parsed = parseSweep(input);
  if (!parsed.ok) return { problems: parsed.problems, sweep: undefined, preview: undefined };
  const { sweep } = parsed;
  const problems = checkSweep(sweep);
  if (hasErrors(problems)) return { problems, sweep, preview: undefined };
  if (isOfOptuna(sweep.sampler)) {
    const message = (await optuna.state()).refused[sweep.sampler];
    if (message !== '') problems.push({ severity: 'error', path: 'sampler', message, mends: [] });
  }
  const dataset = await datasets.find(sweep.run.data.dataset);
  const judged = dataset && metricProblem(sweep, dataset.target.type);
  if (judged) problems.push(judged);
  const own = (await maker.check(sweep.run, place)).problems;
  problems.push(...own.map((its) => ({ ...its, path: `run.${its.path}` })));
  const known = new Set(own.map(({ message }) => message));
  for (const { dimension, set } of cornersOf(sweep.space)) {
    const trial = assigned(sweep.run, set);
    const found = trial.ok ? (await maker.check(trial.spec, place)).problems : trial.problems;
    for (const { severity, message } of found) {
      if (severity !== 'error' || known.has(message)) continue;
      known.add(message);
      const words = cornerWords(set, message);
      problems.push({ severity, path: `space.${dimension}`, message: words, mends: [] });
    }
  }
  return { problems, sweep, preview: hasErrors(problems) ? undefined : previewOf(sweep) };
}
