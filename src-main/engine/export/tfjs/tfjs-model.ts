import { bytesOf } from '../../checkpoint/safetensors';
import type { ExportedFile, ExportedModel } from '../exported-model';
import { graphTopology, type GraphArray } from './graph-topology';
import { layersTopology, notSaidByLayers } from './layers-topology';

/** What browsers keep in their cache at most, and TensorFlow.js's own converter therefore writes. */
const SHARD_BYTES = 4 * 2 ** 20;

interface Written {
  json: Record<string, unknown>;
  weights: GraphArray[];
}

function asLayers(model: ExportedModel): Written {
  const { topology, weights } = layersTopology(model);
  return {
    json: { format: 'layers-model', modelTopology: topology },
    weights: weights.map(({ name, shape, values }) => ({
      name,
      shape,
      dtype: 'float32',
      bytes: bytesOf(values),
    })),
  };
}

function asGraph(model: ExportedModel): Written {
  const { topology, signature, weights } = graphTopology(model);
  return { json: { format: 'graph-model', signature, modelTopology: topology }, weights };
}

/**
 * A TensorFlow.js model: `model.json` and its weights in shards. It is a layers model, which can be trained on there,
 * wherever TensorFlow.js has layers for all of it, else a graph model.
 */
export function tfjsModel(model: ExportedModel): ExportedFile[] {
  const { json, weights } = notSaidByLayers(model) === undefined ? asLayers(model) : asGraph(model);
  const all = Buffer.concat(weights.map(({ bytes }) => bytes));
  const count = Math.max(1, Math.ceil(all.length / SHARD_BYTES));
  const shards = Array.from({ length: count }, (_, index): ExportedFile => ({
    path: `group1-shard${index + 1}of${count}.bin`,
    bytes: new Uint8Array(all.subarray(index * SHARD_BYTES, (index + 1) * SHARD_BYTES)),
  }));
  const manifest = {
    paths: shards.map(({ path }) => path),
    weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  };
  const document = { ...json, generatedBy: 'Trainyard', convertedBy: null, weightsManifest: [manifest] };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return [{ path: 'model.json', bytes }, ...shards];
}
