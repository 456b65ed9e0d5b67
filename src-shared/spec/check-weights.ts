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
  const { layers } = model;
  const found = foreignTakeOver(layers, inputShape, file.arrays, weights.fit);
  const { misfits } = found.from;
  const most = foreignTakeOver(layers, inputShape, file.arrays, 'matching').from.taken;
  const [first] = misfits;
  const [ambiguous] = found.ambiguous;
  if (most.length === 0) {
    const why = ambiguous ?? `its arrays are ${listed(file.arrays)}.`;
    return [error('weights.fit', `Nothing of ${file.name} fits this model: ${why}`, ...takeModel)];
  }
  if (first !== undefined) {
    const head = headOf(modelParameters(layers, inputShape));
    const isOfHead = misfits.every(({ layer }) => layer === head);
    const isMissing = first.theirs === undefined;
    const what = first.theirs
      ? `${first.name} is ${shown(first.theirs)} in ${file.name}, but this model needs ${shown(first.shape)}`
      : `${file.name} has nothing for ${first.name}, which is ${shown(first.shape)}`;
    const others = misfits.length - 1;
    const more = others > 0 ? ` (and ${others} more ${others === 1 ? 'does' : 'do'} not fit)` : '';
    return [
      error(
        'weights.fit',
        `${what}${more}.${ambiguous && isMissing ? ` ${ambiguous}` : ''}`,
        ...takeModel,
        ...(isOfHead ? [set('Draw the last layer anew', 'weights.fit', 'new-head')] : []),
        set('Take those that fit', 'weights.fit', 'matching'),
      ),
    ];
  }
  return ambiguous && weights.fit === 'matching' ? [warning('weights.fit', ambiguous)] : [];
}

const MOST = 4;

const listed = (arrays: BroughtWeights['arrays']): string => {
  const some = arrays.slice(0, MOST).map(({ name, shape }) => `${name} (${shown(shape) || '1'})`);
  const more = arrays.length - MOST;
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
