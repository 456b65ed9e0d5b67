import type { Shape } from '@shared/model/describe';
import type { NamedArray } from '../checkpoint/safetensors';

/**
 * The values for each wanted array, in the wanted order.
 *
 * @throws Error with one sentence when a name is missing or a shape differs
 */
export function matchArrays(
  wanted: readonly { name: string; shape: Shape }[],
  given: readonly NamedArray[],
): Float32Array[] {
  const byName = new Map(given.map((array) => [array.name, array]));
  return wanted.map(({ name, shape }) => {
    const array = byName.get(name);
    if (array === undefined) throw new Error(`The checkpoint has no ${name}, which this model needs.`);
    if (array.shape.join() !== shape.join()) {
      throw new Error(
        `${name} is ${array.shape.join(' × ')} in the checkpoint, but this model needs ${shape.join(' × ')}.`,
      );
    }
    return array.values;
  });
}
