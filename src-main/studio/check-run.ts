import { USUAL_ENGINE_BYTES } from '@shared/model/fit-memory';
import { checkSpec } from '@shared/spec/check';
import { diskProblems } from '@shared/spec/check-disk';
import { parseSpec } from '@shared/spec/parse';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backends } from './backends';
import type { BroughtWeightsStore } from './brought-weights';
import { continuedNumericsProblems } from './continued-numerics';
import type { Datasets } from './datasets';
import { memoryBytes } from './machine-memory';
import type { RunRecord } from './run-record';
import { broughtWeightsProblems, startPositionProblems } from './start-position';

/**
 * All that is wrong or doubtful about a spec from outside; the spec is undefined when it is malformed.
 *
 * @param limits bytes that are free on the library's disk, what of the machine's memory a run may take, and whether it is
 *   to train on this machine at all
 */
export async function checkRun(
  input: unknown,
  {
    datasets,
    backends,
    weights,
  }: { datasets: Datasets; backends: Backends; weights: Pick<BroughtWeightsStore, 'find'> },
  recordOf: (run: string) => RunRecord | undefined,
  limits: { free: number; memoryShare: number; isHere: boolean },
): Promise<{ problems: Problem[]; spec: RunSpec | undefined }> {
  const parsed = parseSpec(input);
  if (!parsed.ok) return { problems: parsed.problems, spec: undefined };
  const { spec } = parsed;
  const dataset = await datasets.find(spec.data.dataset);
  const machine = { memoryBytes: memoryBytes(), engineBytes: USUAL_ENGINE_BYTES, share: limits.memoryShare };
  const parent = spec.start && recordOf(spec.start.run);
  const theirs = parent?.document.stepsPerEpoch ?? 0;
  const problems = checkSpec(spec, dataset, limits.isHere ? machine : undefined, theirs);
  if (dataset?.state === 'damaged') {
    problems.unshift({
      severity: 'error',
      path: 'data.dataset',
      message: dataset.problem ?? '',
      mends: [],
    });
  }
  problems.unshift(...(await startPositionProblems(spec, dataset, recordOf)));
  problems.unshift(...(await broughtWeightsProblems(spec, dataset, weights)));
  if (limits.isHere) problems.push(...(await continuedNumericsProblems(spec, parent, backends)));
  problems.push(...diskProblems(spec, dataset, limits.free, theirs));
  return { problems, spec };
}
