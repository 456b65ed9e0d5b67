import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { inputBytes, layoutOf, targetBytes } from '@shared/data/layout';
import { amount } from './numbers';

/** One sample of a dataset. What it does not have is empty. */
export interface Sample {
  /** of a picture, channels last */
  pixels: Uint8Array;
  /** of a row, or of an array */
  numbers: Float32Array;
  /** its class; −1 where values are predicted */
  label: number;
  values: Float32Array;
  /** what it is called where it comes from, a text for each column of ids; left out where there are none */
  ids?: readonly string[];
}

interface Kind {
  input: DatasetInput;
  target: DatasetTarget;
}

const NO_BYTES = new Uint8Array(0);
const NO_NUMBERS = new Float32Array(0);
/** A copy, because what lies behind pictures need not begin at a multiple of four. */
const floats = (bytes: Uint8Array, from: number, to: number) =>
  new Float32Array(bytes.slice(from, to).buffer);

/** Takes apart what `datasets.samples` answers: all inputs, then all targets. */
export function samplesFrom(bytes: Uint8Array, kind: Kind): Sample[] {
  const layout = layoutOf(kind);
  const [input, target] = [inputBytes(layout), targetBytes(layout)];
  const count = Math.floor(bytes.length / (input + target));
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * input, (index + 1) * input];
    const at = count * input + index * target;
    const isPicture = layout.input === 'uint8';
    const isClass = layout.target === 'class';
    return {
      pixels: isPicture ? bytes.subarray(from, to) : NO_BYTES,
      numbers: isPicture ? NO_NUMBERS : floats(bytes, from, to),
      label: isClass ? bytes[at]! : -1,
      values: isClass ? NO_NUMBERS : floats(bytes, at, at + target),
    };
  });
}

/** What is to be predicted of a sample: its class, or its values. */
export const targetText = ({ label, values }: Sample, target: DatasetTarget): string =>
  target.type === 'classes' ? (target.names[label] ?? '') : Array.from(values, amount).join(', ');

/** Grey or colour bytes as the RGBA that a canvas takes. */
export function rgbaFrom(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = pixels[pixel * channels + (channels >= 3 ? channel : 0)]!;
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}
