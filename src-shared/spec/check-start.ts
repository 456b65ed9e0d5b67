import { optimizerSlots } from '../model/memory';
import { modelParameters } from '../model/parameters';
import type { Shape } from '../model/shape';
import { headOf, takeOver, type DrawnArray } from '../model/take-over';
import { layersInWords, thaw } from './check-frozen';
import { error, layerName, number, set, shown, warning } from './check-words';
import { isFrozen } from './layer';
import type { Optimizer, OptimizerName } from './optimizer';
import type { Mend, Problem } from './problem';
import type { RunSpec } from './run-spec';

/** The run whose checkpoint another one begins with. */
export interface StartParent {
  name: string;
  spec: RunSpec;
  inputShape: Shape;
}

/** These remember the same two values for each weight. */
const LIKE_ADAM: readonly OptimizerName[] = ['adam', 'adamw', 'nadam', 'lamb'];

function canGoOn(own: Optimizer, theirs: Optimizer): boolean {
  if (own.name === theirs.name) return optimizerSlots(own) <= optimizerSlots(theirs);
  return optimizerSlots(own) === 0 || (LIKE_ADAM.includes(own.name) && LIKE_ADAM.includes(theirs.name));
}

const weightsOnly = (label: string, fit: 'exact' | 'new-head' | 'matching'): Mend => ({
  label,
  changes: [
    { path: 'start.mode', value: 'weights' },
    { path: 'start.fit', value: fit },
  ],
});

/** A run that goes on needs what the optimizer remembers of each weight, and all weights. */
function goingOnProblems(spec: RunSpec, parent: StartParent): Problem[] {
  const problems: Problem[] = [];
  if (spec.start?.fit !== 'exact') {
    problems.push(
      error(
        'start.fit',
        'A run that goes on takes over all weights as they are: begin anew with the weights that fit, or take all.',
        weightsOnly('Begin anew with them', spec.start?.fit ?? 'exact'),
        set('Take all', 'start.fit', 'exact'),
      ),
    );
  }
  if (!canGoOn(spec.optimizer, parent.spec.optimizer)) {
    problems.push(
      error(
        'optimizer.name',
        `The checkpoint of ${parent.name} holds what ${parent.spec.optimizer.name} remembers, which ${spec.optimizer.name} with these settings cannot go on with: keep the optimizer, or begin anew with the weights alone.`,
        set(`Keep ${parent.spec.optimizer.name}`, 'optimizer', parent.spec.optimizer),
        weightsOnly('Take the weights alone', 'exact'),
      ),
    );
  }
  const { batchSize } = parent.spec;
  if (spec.batchSize !== batchSize) {
    problems.push(
      error(
        'start.mode',
        `${parent.name} was trained in batches of ${number(batchSize)}, and its place in the data and its schedule are counted in those: keep the batch size, or begin anew with the weights alone.`,
        set(`Keep ${number(batchSize)}`, 'batchSize', batchSize),
        weightsOnly('Take the weights alone', 'exact'),
      ),
    );
  }
  const thawed = spec.model.layers.flatMap((layer, index) => {
    const before = parent.spec.model.layers[index];
    return before && isFrozen(before) && before.type === layer.type && !isFrozen(layer) ? [index] : [];
  });
  if (thawed.length > 0) {
    const many = thawed.length > 1;
    problems.push(
      error(
        `model.layers.${thawed[0]}.frozen`,
        `${layersInWords(spec.model.layers, thawed)} ${many ? 'were' : 'was'} frozen in ${parent.name}, so its optimizer remembers nothing of ${many ? 'them' : 'it'} to go on with: keep ${many ? 'them' : 'it'} frozen, or begin anew with the weights alone.`,
        weightsOnly('Take the weights alone', 'exact'),
        {
          label: many ? 'Freeze them' : 'Freeze it',
          changes: thawed.map((index) => ({ path: `model.layers.${index}.frozen`, value: true })),
        },
      ),
    );
  }
  return problems;
}

function misfitProblem(
  spec: RunSpec,
  misfits: readonly DrawnArray[],
  head: number,
  inputShape: Shape,
  parent: StartParent,
): Problem {
  const [{ name, layer, shape, theirs }] = misfits as [DrawnArray];
  const isHeadAlone = misfits.every((array) => array.layer === head);
  const mends = [
    ...(isHeadAlone ? [weightsOnly('Give it a new head', 'new-head')] : []),
    ...(parent.inputShape.join() === inputShape.join()
      ? [set('Take its model too', 'model.layers', parent.spec.model.layers)]
      : []),
    weightsOnly('Take what fits', 'matching'),
  ];
  const advice = isHeadAlone
    ? 'Give it a new head, or keep the model as it was.'
    : 'Keep the model as it was, or take over what fits.';
  return error(
    `model.layers.${layer}`,
    `${layerName(spec.model.layers, layer)} does not fit the checkpoint of ${parent.name}: ${name.split('.').slice(2).join('.')} is ${theirs ? shown(theirs) : 'not there'} in it, but ${shown(shape)} here. ${advice}`,
    ...mends,
  );
}

/**
 * What is wrong or doubtful about a spec that begins with a checkpoint's weights.
 *
 * @param inputShape of the dataset; the model fits it
 */
export function startProblems(spec: RunSpec, inputShape: Shape, parent: StartParent): Problem[] {
  const { start } = spec;
  if (start === undefined) return [];
  const problems = start.mode === 'continue' ? goingOnProblems(spec, parent) : [];
  const ours = modelParameters(spec.model.layers, inputShape);
  const theirs = modelParameters(parent.spec.model.layers, parent.inputShape);
  const { taken, drawn, misfits } = takeOver(ours, theirs, start.fit);
  if (misfits.length > 0) problems.push(misfitProblem(spec, misfits, headOf(ours), inputShape, parent));
  if (taken.length === 0 && misfits.length === 0) {
    problems.push(
      error(
        'start.fit',
        `Nothing of the checkpoint of ${parent.name} fits this model: choose another checkpoint, or begin with fresh weights.`,
        ...(parent.inputShape.join() === inputShape.join()
          ? [set('Take its model too', 'model.layers', parent.spec.model.layers)]
          : []),
      ),
    );
  }
  const stuck = [...new Set(drawn.map(({ layer }) => layer))].filter((layer) =>
    isFrozen(spec.model.layers[layer]!),
  );
  if (stuck.length > 0) {
    const many = stuck.length > 1;
    problems.push(
      warning(
        `model.layers.${stuck[0]}.frozen`,
        `${layersInWords(spec.model.layers, stuck)} ${many ? 'are' : 'is'} drawn anew and frozen: ${many ? 'they stay' : 'it stays'} random. Thaw ${many ? 'them' : 'it'}.`,
        thaw(many ? 'Thaw them' : 'Thaw it', stuck),
      ),
    );
  }
  return problems;
}
