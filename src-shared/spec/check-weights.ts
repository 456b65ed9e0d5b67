import type { BroughtWeights } from '../contract/weights';
import { foreignTakeOver } from '../model/foreign-arrays';
import type { Shape } from '../model/shape';
import { headOf } from '../model/take-over';
import { modelParameters } from '../model/parameters';
import { error, set, shown, warning } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

/** What is wrong or doubtful about the file that a run begins with. @param inputShape of a well-formed model */
export function weightsProblems(spec: RunSpec, inputShape: Shape, file: BroughtWeights): Problem[] {
  const { weights, model } = spec;
  if (weights === undefined) return [];
  const own = file.layers;
  const takeModel =
    own && JSON.stringify(own) !== JSON.stringify(model.layers)
      ? [set('Take its model too', 'model.layers', own)]
      : [];
  const found = foreignTakeOver(model.layers, inputShape, file.arrays, weights.fit);
  const { misfits, taken } = found.from;
  const [first] = misfits;
  if (first !== undefined) {
    const head = headOf(modelParameters(model.layers, inputShape));
    const [ambiguous] = found.ambiguous;
    const what =
      first.theirs === undefined
        ? `${file.name} has nothing for ${first.name}, which is ${shown(first.shape)}`
        : `${first.name} is ${shown(first.theirs)} in ${file.name}, but this model needs ${shown(first.shape)}`;
    return [
      error(
        'weights.fit',
        `${what}${misfits.length > 1 ? ` (and ${misfits.length - 1} more ${misfits.length === 2 ? 'does' : 'do'} not fit)` : ''}.${ambiguous && first.theirs === undefined ? ` ${ambiguous}` : ''}`,
        ...takeModel,
        ...(misfits.every(({ layer }) => layer === head)
          ? [set('Draw the last layer anew', 'weights.fit', 'new-head')]
          : []),
        ...(found.pairs.length > 0 ? [set('Take those that fit', 'weights.fit', 'matching')] : []),
      ),
    ];
  }
  if (taken.length === 0) {
    const [
      ambiguous = `its arrays are ${file.arrays
        .slice(0, 4)
        .map(({ name, shape }) => `${name} (${shown(shape)})`)
        .join(', ')}`,
    ] = found.ambiguous;
    return [
      error(
        'weights.fit',
        `Nothing of ${file.name} fits this model: ${ambiguous.replace(/\.$/, '')}.`,
        ...takeModel,
      ),
    ];
  }
  return found.ambiguous.length > 0 && weights.fit === 'matching'
    ? [warning('weights.fit', found.ambiguous[0]!)]
    : [];
}
