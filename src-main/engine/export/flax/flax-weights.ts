import { definitions, dictionaryOf, py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';

/** Where the arrays of a model's layers stand in files of weights, and taking them from there. */
export function flaxWeights({ layers, has }: ScriptPlan): string {
  const places = layers.flatMap(({ attribute, index }): [string, string][] =>
    attribute === '' ? [] : [[attribute, py(`layers.${index}`)]],
  );
  const inner = has('residualBlock')
    ? '".".join([PLACES[layer], *inner]).replace("projection_norm", "projectionNorm")'
    : '".".join([PLACES[layer], *inner])';
  return definitions(
    `# Each layer's place in model.safetensors.
${dictionaryOf('PLACES', places)}`,
    `def named(model):
    """The model's arrays by the names that model.safetensors has for them."""
    found = {}
    for (layer, *inner), variable in nnx.to_flat_state(nnx.state(model, (nnx.Param, nnx.BatchStat))):
        found[${inner}] = variable
    return found`,
    `def loaded(weights):
    """A model with these weights. It is outlined first, or JAX would draw weights that nobody uses."""
    model = nnx.eval_shape(lambda: Model(nnx.Rngs(0)))
    for name, variable in named(model).items():
        variable.set_value(jnp.asarray(weights[name]).reshape(variable.shape))
    return model`,
    `def save(model, path):
    shapes = {name: array.shape for name, array in load_file(WEIGHTS).items()}
    save_file({name: np.asarray(v[...]).reshape(shapes[name]) for name, v in named(model).items()}, path)`,
  );
}
