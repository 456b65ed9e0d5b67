import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '@shared/model/shape';
import { compareAnswers } from '../compare-answers';
import { firstLayerInputs } from '../first-layer-inputs';
import type { FormatMaker, TrialSamples } from '../format-maker';
import { tfjsAnswers } from './answers';
import { notSaidByLayers } from './layers-topology';
import { pageAnswers } from './page-answers';
import { tfjsModel } from './tfjs-model';
import { tryPage } from './try-page';

/** The page computes one sample at a time in plain JavaScript: so many of them are soon done. */
const PAGE_SAMPLES = 16;

const usage: FormatMaker['usage'] = (model) => {
  const gap = notSaidByLayers(model);
  const load = gap === undefined ? 'loadLayersModel' : 'loadGraphModel';
  const kind =
    gap === undefined
      ? 'It is a layers model: it can be trained on, too.'
      : `It is a graph model, which cannot be trained on: ${gap}.`;
  return `Open \`index.html\` with a double click to try the model out: it needs neither a network nor any other file.

In a program of your own:

\`\`\`js
import * as tf from '@tensorflow/tfjs';

const model = await tf.${load}('model.json');
// Any number of samples at once, prepared as said above.
const inputs = tf.zeros([1, ${model.inputShape.join(', ')}]);
model.predict(inputs).print();
\`\`\`

\`model.json\` is an address that the page can fetch; with Node.js and \`@tensorflow/tfjs-node\` it is \`file://…/model.json\`.
${kind}`;
};

/** A model for TensorFlow.js, and a page that tries it out without. */
export const tfjs: FormatMaker = {
  make: (model) => [...tfjsModel(model), ...tryPage(model)],
  check: async (files, model, samples) => {
    const inputs = firstLayerInputs(samples.inputs);
    const theirs = { outputs: await tfjsAnswers(files, inputs, model.inputShape) };
    const byLibrary = compareAnswers(model, samples, theirs, `TensorFlow.js ${tf.version_core}`);
    const count = Math.min(samples.count, PAGE_SAMPLES);
    const few: TrialSamples = {
      ...samples,
      count,
      outputs: samples.outputs.subarray(0, count * model.target.names.length),
    };
    const paged = pageAnswers(files, inputs.subarray(0, count * sizeOf(model.inputShape)));
    const byPage = compareAnswers(model, few, { outputs: paged }, 'the code of index.html');
    if ((byPage.difference ?? 0) > (byLibrary.difference ?? 0)) {
      return { ...byPage, by: `${byLibrary.by} and ${byPage.by}`, samples: samples.count };
    }
    return { ...byLibrary, by: `${byLibrary.by} and ${byPage.by}` };
  },
  usage,
};
