import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** What a trained model is used for: evaluated, exported, tried out. */
export function modelHandlers(os: Implementer, parts: StudioParts) {
  const { evaluations, predictions } = parts;
  return {
    evaluations: {
      start: os.evaluations.start.handler(({ input }) => evaluations.start(input)),
      list: os.evaluations.list.handler(({ input }) => evaluations.list(input.run)),
      outputs: os.evaluations.outputs.handler(({ input }) =>
        evaluations.outputs(input.run, input.evaluation),
      ),
    },
    exports: {
      start: os.exports.start.handler(({ input }) => parts.exports.start(input)),
      get: os.exports.get.handler(({ input }) => parts.exports.get(input.export)),
      download: os.exports.download.handler(({ input }) => parts.exports.download(input.export)),
    },
    predictions: {
      prepare: os.predictions.prepare.handler(({ input }) => predictions.prepare(input)),
      sample: os.predictions.sample.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.sample(asked, await bytes.arrayBuffer()),
      ),
      samples: os.predictions.samples.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.samples(asked, await bytes.arrayBuffer()),
      ),
      files: os.predictions.files.handler(async ({ input: { bytes, lengths, ...asked } }) =>
        predictions.files(asked, await bytes.arrayBuffer(), lengths),
      ),
      picture: os.predictions.picture.handler(async ({ input: { file, name, invert, ...asked } }) =>
        predictions.picture(asked, await file.arrayBuffer(), name, invert),
      ),
      look: os.predictions.look.handler(async ({ input: { bytes, ...asked } }) =>
        predictions.look(asked, await bytes.arrayBuffer()),
      ),
    },
  };
}
