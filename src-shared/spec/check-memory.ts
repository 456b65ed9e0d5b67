import { describeModel } from '../model/describe';
import { fittingIn, memoryOf, memoryWords, USABLE_SHARE, type MachineMemory } from '../model/fit-memory';
import { error, number, set, warning, type CheckedDataset } from './check-words';
import type { Mend, Problem } from './problem';
import type { RunSpec } from './run-spec';

/** Changes with which a run fits into so many bytes. */
export function memoryMends(
  spec: RunSpec,
  limit: number,
  bytesOf: ReturnType<typeof memoryOf>,
): { parts: Mend | undefined; batch: Mend | undefined } {
  const { microBatches, batchSize } = fittingIn(limit, spec, bytesOf);
  return {
    parts:
      microBatches === undefined
        ? undefined
        : set(`Take it in ${number(microBatches)} parts`, 'microBatches', microBatches),
    batch: batchSize === undefined ? undefined : set(`Use ${number(batchSize)}`, 'batchSize', batchSize),
  };
}

/** Whether this machine has the memory that a run will take. */
export function memoryProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  machine: MachineMemory | undefined,
): Problem[] {
  if (!dataset || !machine || describeModel(spec.model.layers, dataset.shape).problem) return [];
  const bytesOf = memoryOf(spec, dataset, machine.engineBytes);
  const { share = 1 } = machine;
  // A smaller share than is usable was chosen, and is no guess: that is refused.
  const isChosen = share < USABLE_SHARE;
  const limit = Math.min(share, USABLE_SHARE) * machine.memoryBytes;
  const needed = bytesOf();
  if (needed <= limit) return [];
  const { parts, batch } = memoryMends(spec, limit, bytesOf);
  const rest =
    parts || batch
      ? 'Take each batch in parts, which is the same step, or a smaller one.'
      : 'No batch is small enough: make the model smaller.';
  const there = isChosen
    ? `a run may take ${memoryWords(limit)} here: ${Math.round(share * 100)}% of this machine’s memory, as Settings say`
    : `this machine has ${memoryWords(machine.memoryBytes)}`;
  return [
    (isChosen ? error : warning)(
      'batchSize',
      `Training this will take about ${memoryWords(needed)}, and ${there}. ${rest}`,
      ...[parts, batch].filter((mend) => mend !== undefined),
    ),
  ];
}
