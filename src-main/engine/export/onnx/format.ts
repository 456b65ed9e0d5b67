import { tellsOfMemory } from '@shared/model/out-of-memory';
import type { ExportedModel } from '../exported-model';
import { compareAnswers } from '../compare-answers';
import { unchecked, type FormatMaker } from '../format-maker';
import { makeOnnx, PORTS } from './make-onnx';
import { OPSET } from './onnx-graph';
import { runOnnx } from './run-onnx';

const FILE = 'model.onnx';
/** WebAssembly has 4 GB in all, and the runtime holds a model twice. */
const MOST_TRIED = 1_500_000_000;
const TOO_LARGE = 'It is too large for WebAssembly: try the file out where it is used.';

function usage({ input, inputShape, target }: ExportedModel): string {
  const [kind, sample] =
    input.type === 'pictures'
      ? ['uint8', 'bytes from 0 to 255: height, width, channels']
      : ['float32', input.type === 'table' ? 'columns as in preparation.json' : 'numbers as they are'];
  const output = target.type === 'classes' ? PORTS.likelihoods : PORTS.values;
  const raw = target.type === 'classes' ? PORTS.logits : PORTS.scaled;
  return `\`\`\`python
import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession("${FILE}")
samples = np.zeros((1, ${inputShape.join(', ')}), dtype=np.${kind})  # ${sample}
(answers,) = session.run(["${output}"], {"${PORTS.input}": samples})
print(answers)
\`\`\`

Opset ${OPSET}; the batch may be of any size. The graph prepares samples itself, and gives \`${output}\` beside \`${raw}\`, which
is what the last layer gives.`;
}

/** A graph that ONNX Runtime and most other programs run. */
export const onnx: FormatMaker = {
  make: (model) => [{ path: FILE, bytes: makeOnnx(model) }],
  check: async (files, model, samples) => {
    const file = files.find(({ path }) => path === FILE);
    if (file === undefined) throw new Error(`${FILE} was not made`);
    if (file.bytes.length > MOST_TRIED) return unchecked(TOO_LARGE);
    const ran = await runOnnx(file.bytes, model, samples).catch((error: unknown) => {
      if (tellsOfMemory(String(error))) return 'too large' as const;
      throw error;
    });
    if (ran === 'too large') return unchecked(TOO_LARGE);
    if (ran === undefined)
      return unchecked('ONNX Runtime is not installed here: try the file out where it is used.');
    return compareAnswers(model, samples, ran.answers, ran.by);
  },
  usage,
};
