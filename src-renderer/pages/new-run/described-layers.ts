import { layerSchema, type Layer } from '@shared/spec/layer';
import { describeModel, type ModelDescription, type Shape } from '@shared/model/describe';

export interface DescribedDraft {
  /** the readable layers before the first unreadable one */
  layers: Layer[];
  description: ModelDescription;
}

/**
 * Shapes and counts of a draft's layers as far as they can be told. A wrong `inputs` stands as the problem,
 * but does not keep the layers after it from being described, as they will be once it is mended.
 */
export function describeDraft(layers: readonly unknown[], inputShape: Shape): DescribedDraft {
  const readable: Layer[] = [];
  for (const layer of layers) {
    const parsed = layerSchema.safeParse(layer);
    if (!parsed.success) break;
    readable.push(parsed.data);
  }
  const description = describeModel(readable, inputShape);
  if (description.problem?.reason.kind !== 'expects-other') return { layers: readable, description };
  const mended = describeModel(
    readable.map((layer) => (layer.type === 'dense' ? { ...layer, inputs: undefined } : layer)),
    inputShape,
  );
  return { layers: readable, description: { ...mended, problem: description.problem } };
}
