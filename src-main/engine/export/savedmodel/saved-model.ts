import { encodeShape } from '../../compile/attribute';
import { DataType } from '../../compile/data-type';
import { Message } from '../../compile/protobuf';
import { JobError } from '../../job/report-channel';
import type { ExportedFile, ExportedModel } from '../exported-model';
import { forwardGraph, INPUT, OUTPUT } from '../graph/forward-graph';

/** Protocol buffers hold no more than 2 GiB, and some room is needed for what is not weights. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** As `map<string, TensorInfo>` of meta_graph.proto, with the one entry that a signature has. */
const tensor = (name: string, port: string, shape: readonly number[]): Message =>
  new Message()
    .text(1, name)
    .message(2, new Message().text(1, port).int(2, DataType.float32).message(3, encodeShape(shape)));

/**
 * A TensorFlow SavedModel of one file: the forward pass with its weights as constants, under the tag `serve` and the
 * signature `serving_default`, float32 `inputs` of any batch to float32 `outputs` (saved_model.proto, meta_graph.proto).
 *
 * @throws JobError when the weights are more than the format holds
 */
export function savedModel(model: ExportedModel): ExportedFile[] {
  const bytes = model.weights.reduce((sum, { values }) => sum + values.byteLength, 0);
  if (bytes > MOST_BYTES) {
    throw new JobError(
      'The weights take more than 2 GiB, which is more than a SavedModel of one file can hold.',
    );
  }
  const { graph, inputShape, outputShape } = forwardGraph(model);
  const signature = new Message()
    .message(1, tensor('inputs', `${INPUT}:0`, inputShape))
    .message(2, tensor('outputs', `${OUTPUT}:0`, outputShape))
    .text(3, 'tensorflow/serving/predict');
  const metaInfo = new Message().text(4, 'serve');
  const metaGraph = new Message()
    .message(1, metaInfo)
    .message(2, graph.encode())
    .message(5, new Message().text(1, 'serving_default').message(2, signature));
  const file = new Message().int(1, 1).message(2, metaGraph).encode();
  return [{ path: 'saved_model.pb', bytes: file }];
}
