import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { sizeOf } from '@shared/model/shape';
import type { ExportedModel } from '../exported-model';
import type { TheirAnswers } from '../compare-answers';
import type { TrialSamples } from '../format-maker';
import { PORTS } from './make-onnx';

type Runtime = typeof import('onnxruntime-web');

let loaded: Promise<Runtime | undefined> | undefined;

/** ONNX Runtime, compiled to WebAssembly; undefined where it is not installed. */
function loadRuntime(): Promise<Runtime | undefined> {
  loaded ??= import('onnxruntime-web').then(
    (runtime) => {
      // One thread: others would wait for work for longer than the work takes.
      runtime.env.wasm.numThreads = 1;
      runtime.env.logLevel = 'error';
      return runtime;
    },
    () => undefined,
  );
  return loaded;
}

function floats(tensor: Tensor | undefined, name: string): Float32Array {
  if (tensor?.type !== 'float32' || !(tensor.data instanceof Float32Array)) {
    throw new Error(`the exported graph gives no float32 called ${name}`);
  }
  return tensor.data;
}

/** The first sample by itself, and the rest together: the batch may be of any size. */
async function inTwoBatches(
  runtime: Runtime,
  session: InferenceSession,
  model: ExportedModel,
  { inputs, count }: TrialSamples,
): Promise<Required<TheirAnswers>> {
  const size = sizeOf(model.inputShape);
  const width = model.target.names.length;
  const [raw, meant] =
    model.target.type === 'classes' ? [PORTS.logits, PORTS.likelihoods] : [PORTS.scaled, PORTS.values];
  const outputs = new Float32Array(count * width);
  const answers = new Float32Array(count * width);
  for (const [from, to] of [
    [0, 1],
    [1, count],
  ] as const) {
    const shape = [to - from, ...model.inputShape];
    const part = inputs.slice(from * size, to * size);
    const tensor =
      part instanceof Uint8Array
        ? new runtime.Tensor('uint8', part, shape)
        : new runtime.Tensor('float32', part, shape);
    const results = await session.run({ [PORTS.input]: tensor });
    outputs.set(floats(results[raw], raw), from * width);
    answers.set(floats(results[meant], meant), from * width);
  }
  return { outputs, answers };
}

/** What ONNX Runtime says of the samples, and which it is; undefined where it is not installed. */
export async function runOnnx(
  bytes: Uint8Array,
  model: ExportedModel,
  samples: TrialSamples,
): Promise<{ by: string; answers: Required<TheirAnswers> } | undefined> {
  const runtime = await loadRuntime();
  if (runtime === undefined) return undefined;
  const session = await runtime.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  try {
    const answers = await inTwoBatches(runtime, session, model, samples);
    return { by: `ONNX Runtime ${runtime.env.versions.common}`, answers };
  } finally {
    await session.release();
  }
}
