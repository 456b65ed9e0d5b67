import type { NamedArray } from '../../checkpoint/safetensors';

/** [height, width, in, out] as ONNX has it: [out, in, height, width]. For depthwise kernels in and out change places. */
export function channelsFirstKernel({ shape, values }: NamedArray, isDepthwise: boolean): NamedArray {
  const [height = 1, width = 1, a = 1, b = 1] = shape;
  const moved = new Float32Array(values.length);
  const [outer, inner] = isDepthwise ? [a, b] : [b, a];
  for (let at = 0; at < values.length; at++) {
    const last = at % b;
    const before = Math.floor(at / b) % a;
    const window = Math.floor(at / (a * b));
    const [out, into] = isDepthwise ? [before, last] : [last, before];
    moved[(out * inner + into) * height * width + window] = values[at]!;
  }
  return { name: '', shape: [outer, inner, height, width], values: moved };
}
