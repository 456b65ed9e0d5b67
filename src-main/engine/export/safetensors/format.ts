import type { ExportCheck } from '@shared/contract/export';
import { decodeSafetensors, encodeSafetensors } from '../../checkpoint/safetensors';
import type { ExportedFile, ExportedModel } from '../exported-model';
import type { FormatMaker } from '../format-maker';
import { preparationOf } from '../preparation';
import { readMetadata } from './read-metadata';

const FILE = 'model.safetensors';

/** What the header says beside names and shapes; all of it is text, as the format wants it. */
const metadataOf = (model: ExportedModel): Record<string, string> => ({
  format: 'trainyard',
  name: model.name,
  spec: JSON.stringify(model.spec),
  inputShape: JSON.stringify(model.inputShape),
  outputs: JSON.stringify(model.target.names),
  preparation: JSON.stringify(preparationOf(model)),
  metrics: JSON.stringify(model.checkpoint.metrics),
  dataset: model.spec.data.dataset,
  run: model.checkpoint.run,
  checkpoint: model.checkpoint.id,
  epoch: String(model.checkpoint.epoch),
  step: String(model.checkpoint.step),
});

/** Why what is read back is not what was to be written; undefined where it is, bit for bit. */
function misread(bytes: Uint8Array, model: ExportedModel): string | undefined {
  const arrays = decodeSafetensors(bytes);
  if (arrays.length !== model.weights.length) return `it holds ${arrays.length} arrays`;
  for (const [place, { name, shape, values }] of model.weights.entries()) {
    const its = arrays[place]!;
    if (its.name !== name || its.shape.join() !== shape.join()) return `${name} is not where it should be`;
    const [ours, theirs] = [values, its.values].map((one) =>
      Buffer.from(one.buffer, one.byteOffset, one.byteLength),
    );
    if (!ours!.equals(theirs!)) return `${name} has other numbers`;
  }
  const metadata = readMetadata(bytes);
  const changed = Object.entries(metadataOf(model)).find(([key, text]) => metadata[key] !== text);
  return changed && `its metadata has another ${changed[0]}`;
}

function check(files: readonly ExportedFile[], model: ExportedModel): ExportCheck {
  const file = files.find(({ path }) => path === FILE);
  const fault = file ? misread(file.bytes, model) : `${FILE} is missing`;
  return {
    by: 'read back, every number compared bit for bit',
    samples: 0,
    from: '',
    difference: fault === undefined ? 0 : Number.MAX_VALUE,
    outputDifference: fault === undefined ? 0 : null,
    note: fault === undefined ? '' : `What was written is not what was meant: ${fault}.`,
  };
}

const usage = () => `\`\`\`python
import json
from safetensors import safe_open

with safe_open("${FILE}", framework="numpy") as file:
    weights = {name: file.get_tensor(name) for name in file.keys()}
    spec = json.loads(file.metadata()["spec"])

print(spec["model"]["layers"])
print({name: weight.shape for name, weight in weights.items()})
\`\`\`

Arrays are named after the place of their layer: \`layers.0.kernel\`. Kernels of dense layers are [inputs, units], those
of convolutions [height, width, in, out], of depthwise ones [height, width, channels, 1], as in Flax and TensorFlow.`;

/** The weights, with all that is known of them as metadata. */
export const safetensors: FormatMaker = {
  make: (model) => [{ path: FILE, bytes: encodeSafetensors(model.weights, metadataOf(model)) }],
  check,
  usage,
};
