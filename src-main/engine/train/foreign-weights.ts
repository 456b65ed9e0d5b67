import { foreignTakeOver, turned } from '@shared/model/foreign-arrays';
import { foreignWords } from '@shared/model/foreign-words';
import { modelParameters } from '@shared/model/parameters';
import type { Shape } from '@shared/model/shape';
import type { RunSpec } from '@shared/spec/run-spec';
import { readWholeFile } from '../../durable/read-whole-file';
import { whyNotRead } from '../../durable/read-fault';
import { errorCode } from '../../faults/data-error';
import { CheckpointError } from '../checkpoint/read-checkpoint';
import { decodeSafetensors, type NamedArray } from '../checkpoint/safetensors';

/**
 * The weights of a run that begins with a file from elsewhere, which lies in its folder.
 *
 * @param fresh the run's own weights, as its seed draws them
 * @throws CheckpointError when the file cannot be read, or does not fit
 */
export async function foreignWeights(
  path: string,
  { model, weights }: Pick<RunSpec, 'model' | 'weights'>,
  inputShape: Shape,
  fresh: readonly NamedArray[],
): Promise<{ arrays: NamedArray[]; words: string }> {
  let given: NamedArray[];
  try {
    given = decodeSafetensors(await readWholeFile(path));
  } catch (error) {
    const code = errorCode(error);
    if (code !== undefined && code !== 'ENOENT') {
      throw new CheckpointError(
        `${path}, which the run begins with, cannot be read (${whyNotRead(code)}): see to that, then try again.`,
        { cause: error },
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new CheckpointError(
      `${path}, which the run begins with, cannot be read (${why}): bring the file in again.`,
    );
  }
  const found = foreignTakeOver(model.layers, inputShape, given, weights?.fit ?? 'exact');
  const [misfit] = found.from.misfits;
  if (misfit) throw new CheckpointError(`${path} does not fit the model at ${misfit.name}: start a new run.`);
  const taken = new Set(found.from.taken.map(({ name }) => name));
  const pairs = new Map(found.pairs.map((pair) => [pair.ours, pair]));
  const theirs = new Map(given.map((array) => [array.name, array]));
  const own = new Map(fresh.map((array) => [array.name, array]));
  const arrays = modelParameters(model.layers, inputShape).map(({ name, shape }) => {
    const pair = taken.has(name) ? pairs.get(name) : undefined;
    if (pair === undefined) return own.get(name)!;
    const { values, shape: its } = theirs.get(pair.theirs)!;
    return { name, shape, values: pair.turn ? turned(values, its, pair.turn) : values };
  });
  return { arrays, words: foreignWords(model.layers, found).join(' ') };
}
