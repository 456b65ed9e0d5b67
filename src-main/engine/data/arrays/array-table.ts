import type { ColumnChoice } from '@shared/contract/import';
import type { Cell } from '../table/cell';
import type { RowBlock, TableSource } from '../table/table-source';
import { filesOf, type PartArrays } from './array-parts';
import { targetReader, type ReadTarget, type TargetForm } from './array-targets';
import { inStep } from './in-step';
import { numberReader } from './npy-elements';

const BLOCK = 500;
const SPLIT = 'split';

/** Numbers of one sample's input. */
export const inputSize = ({ inputs }: PartArrays): number =>
  inputs.header.shape.slice(1).reduce((product, size) => product * size, 1);

/** Reads what is put before the targets: nothing where only those are asked for. */
function inputCells(part: PartArrays, isWithInputs: boolean): (view: DataView, at: number) => Cell[] {
  if (!isWithInputs) return () => [];
  const { type } = part.inputs.header;
  const read = numberReader(type);
  const size = inputSize(part);
  return (view, at) => Array.from({ length: size }, (_, place) => read(view, at + place * type.bytes));
}

/**
 * Arrays as a table: a column for each number of an input (`x0`, `x1`, …), one for each target, and one that names the
 * part where parts are given.
 *
 * @param form undefined where the last column of the inputs is the target
 * @param isWithInputs false for targets and parts alone
 */
export function arrayTable(
  parts: readonly PartArrays[],
  form: TargetForm | undefined,
  { path, isWithInputs }: { path: string; isWithInputs: boolean },
): { source: TableSource; choices: ColumnChoice[] } {
  const size = isWithInputs ? inputSize(parts[0]!) : 0;
  const inputs = Array.from({ length: size }, (_, place) => `x${place}`);
  const hasParts = parts.some(({ part }) => part !== undefined);
  const targets = form?.names ?? inputs.slice(-1);
  const names = [...inputs, ...(form?.names ?? []), ...(hasParts ? [SPLIT] : [])];
  const count = parts.reduce((sum, { inputs: its }) => sum + its.header.shape[0]!, 0);

  async function* blocks(signal?: AbortSignal): AsyncGenerator<RowBlock> {
    let done = 0;
    for (const part of parts) {
      const arrays = [...(isWithInputs ? [part.inputs] : []), ...(part.targets ? [part.targets] : [])];
      const readInput = inputCells(part, isWithInputs);
      const readTarget: ReadTarget =
        part.targets && form ? targetReader(part.targets.header, form) : () => [];
      for await (const { count: all, views } of inStep(arrays, signal)) {
        const [input, target] = isWithInputs ? [views[0]!, views[1]] : [undefined, views[0]];
        for (let from = 0; from < all; from += BLOCK) {
          const length = Math.min(BLOCK, all - from);
          const rows = Array.from({ length }, (_, index) => {
            const item = from + index;
            return [
              ...(input ? readInput(input.view, input.at + item * input.itemBytes) : []),
              ...(target ? readTarget(target.view, target.at + item * target.itemBytes) : []),
              ...(part.part === undefined ? [] : [part.part]),
            ];
          });
          done += length;
          yield { rows, share: done / count };
        }
      }
    }
  }

  const choices: ColumnChoice[] = [
    ...targets.map((name): ColumnChoice => ({ name, role: 'target' })),
    ...(hasParts ? [{ name: SPLIT, role: 'split' as const }] : []),
  ];
  const rules = { decimal: '.' as const, parsesText: false };
  const notes = parts.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const files = filesOf(parts);
  return {
    source: { path, files, names, rules, count, delimiter: null, header: null, notes, blocks },
    choices,
  };
}
