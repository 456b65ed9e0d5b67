import { z } from 'zod';
import { layerSchema, type Layer } from '@shared/spec/layer';

const metadataSchema = z.object({ format: z.literal('trainyard'), spec: z.string() });
const specSchema = z.object({ model: z.object({ layers: z.array(layerSchema).min(1) }) });

/**
 * The model that a safetensors file of Trainyard's own export says its weights are of.
 *
 * @param metadata the file's `__metadata__`, whatever it is
 * @returns null where it is no such file, or one of a version with other layers
 */
export function ownLayers(metadata: unknown): Layer[] | null {
  const own = metadataSchema.safeParse(metadata);
  if (!own.success) return null;
  try {
    return specSchema.safeParse(JSON.parse(own.data.spec)).data?.model.layers ?? null;
  } catch {
    return null;
  }
}
