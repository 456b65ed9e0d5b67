import { definitions, dictionaryOf, py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';

/** Where the arrays of a model's layers stand in files of weights, and turning them as PyTorch has them. */
export function torchWeights({ layers, has }: ScriptPlan): string {
  const places = layers.flatMap(({ attribute, index }): [string, string][] =>
    attribute === '' ? [] : [[attribute, py(`layers.${index}`)]],
  );
  const rename = has('residualBlock') ? '.replace("projection_norm", "projectionNorm")' : '';
  const hasConvolutions = has('conv2d') || has('depthwiseConv2d') || has('residualBlock');
  return definitions(
    `# Each layer's place in model.safetensors.
${dictionaryOf('PLACES', places)}`,
    `def named(model):
    """The model's tensors by the names that model.safetensors has for them."""
    found = {}
    for path, tensor in model.state_dict().items():
        layer, *inner, name = path.split(".")
        if name == "weight":
            name = "kernel" if tensor.ndim > 1 else "scale"
        found[".".join([PLACES[layer], *inner, name])${rename}] = tensor
    return found`,
    `def load(model, weights):
    """Kernels are ${hasConvolutions ? '[height, width, inputs, outputs]' : '[inputs, outputs]'} in the file, and turned round here."""
    for name, tensor in named(model).items():
        array = weights[name]
        turned = array${hasConvolutions ? '.transpose(3, 2, 0, 1) if array.ndim == 4 else array' : ''}.T
        tensor.copy_(torch.from_numpy(turned.copy()).reshape(tensor.shape))`,
    `def save(model, path):
    arrays = {name: tensor.cpu().numpy() for name, tensor in named(model).items()}
    shapes = {name: array.shape for name, array in load_file(WEIGHTS).items()}
    turned = {name: ${hasConvolutions ? 'array.transpose(2, 3, 1, 0) if array.ndim == 4 else ' : ''}array.T for name, array in arrays.items()}
    save_file({name: np.ascontiguousarray(array).reshape(shapes[name]) for name, array in turned.items()}, path)`,
  );
}
