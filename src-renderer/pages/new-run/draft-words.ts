import { layerSchema } from '@shared/spec/layer';
import { valueAt } from '@shared/spec/path';
import { counted } from '../../format/numbers';
import { modelWords } from '../../format/run';

/**
 * What tells a draft from others: its name, where it has one, and what it trains on what for how long. It may be wrong
 * in any way.
 */
export function draftWords(
  spec: unknown,
  datasetName: (id: string) => string,
): { name: string; words: string } {
  const [name, dataset, layers, epochs] = ['name', 'data.dataset', 'model.layers', 'epochs'].map((path) =>
    valueAt(spec, path),
  );
  const known = Array.isArray(layers)
    ? layers.flatMap((layer) => layerSchema.safeParse(layer).data ?? [])
    : [];
  const words = [
    ...(typeof dataset === 'string' ? [datasetName(dataset)] : []),
    ...(known.length > 0 ? [modelWords(known)] : []),
    ...(typeof epochs === 'number' ? [counted(epochs, 'epoch')] : []),
  ];
  return { name: typeof name === 'string' ? name : 'unnamed', words: words.join(' · ') };
}
