import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { compareAnswers } from '../compare-answers';
import { firstLayerInputs } from '../first-layer-inputs';
import { unchecked, type FormatMaker } from '../format-maker';
import { savedModelAnswers } from './answers';
import { savedModel } from './saved-model';

const usage: FormatMaker['usage'] = ({ inputShape }) => `\`\`\`python
import tensorflow as tf

model = tf.saved_model.load(".")
predict = model.signatures["serving_default"]
# Any number of samples at once, prepared as said above.
inputs = tf.zeros([1, ${inputShape.join(', ')}])
print(predict(inputs=inputs)["outputs"])
\`\`\`

TensorFlow Serving, TensorFlow Lite's converter and \`tf.node.loadSavedModel\` of TensorFlow.js read the same folder. The
weights are constants of the graph.`;

/** A SavedModel, tried out by TensorFlow itself where that is the backend. */
export const savedmodel: FormatMaker = {
  make: savedModel,
  check: (files, model, samples) => {
    if (tf.getBackend() !== 'tensorflow') {
      return unchecked(
        'TensorFlow itself is not installed here, and nothing else runs a SavedModel. The same graph was not run.',
      );
    }
    const backend = tf.backend() as NodeJSKernelBackend;
    const outputs = savedModelAnswers(backend, files, firstLayerInputs(samples.inputs), model.inputShape);
    const { TF_Version: version } = backend.binding as { TF_Version?: string };
    return compareAnswers(model, samples, { outputs }, `TensorFlow ${version ?? ''}`.trim());
  },
  usage,
};
