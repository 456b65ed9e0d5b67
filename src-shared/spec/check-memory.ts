import { describeModel } from '../model/describe';
import { fittingIn, memoryOf, memoryWords, USABLE_SHARE, type MachineMemory } from '../model/fit-memory';
import { number, set, warning, type CheckedDataset } from './check-words';
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
  const limit = USABLE_SHARE * machine.memoryBytes;
  const needed = bytesOf();
  if (needed <= limit) return [];
  const { parts, batch } = memoryMends(spec, limit, bytesOf);
  const rest =
    parts || batch
      ? 'Take each batch in parts, which is the same step, or a smaller one.'
      : 'No batch is small enough: make the model smaller.';
  return [
    warning(
      'batchSize',
      `Training this will take about ${memoryWords(needed)}, and this machine has ${memoryWords(machine.memoryBytes)}. ${rest}`,
      ...[parts, batch].filter((mend) => mend !== undefined),
    ),
  ];
}
