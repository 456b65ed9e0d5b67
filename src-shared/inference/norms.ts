import { each, type Arrays, type Sample } from './sample';

/** Keras's least deviation that is divided by. */
const LEAST_DEVIATION = 1e-7;

/** By running mean and variance of each channel. @param prefix of the names of its arrays */
export function batchNorm(x: Sample, arrays: Arrays, epsilon: number, prefix = ''): Sample {
  const [scale, bias] = [arrays(`${prefix}scale`), arrays(`${prefix}bias`)];
  const [mean, variance] = [arrays(`${prefix}mean`), arrays(`${prefix}var`)];
  const factors = scale.map((value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
  const channels = factors.length;
  return each(x, (value, at) => {
    const channel = at % channels;
    return (value - mean[channel]!) * factors[channel]! + bias[channel]!;
  });
}

/** Each position by the mean and variance of its own channels. */
export function layerNorm({ shape, values }: Sample, arrays: Arrays, epsilon: number): Sample {
  const [scale, bias] = [arrays('scale'), arrays('bias')];
  const channels = scale.length;
  const normed = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += channels) {
    const its = values.subarray(from, from + channels);
    const mean = its.reduce((sum, value) => sum + value, 0) / channels;
    const variance = its.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
    const factor = 1 / Math.sqrt(variance + epsilon);
    its.forEach((value, channel) => {
      normed[from + channel] = (value - mean) * factor * scale[channel]! + bias[channel]!;
    });
  }
  return { shape, values: normed };
}

/** Keras's Normalization; in rows of a table what is no number is filled in first. */
export function normalization(x: Sample, arrays: Arrays): Sample {
  const [mean, variance, fill] = [arrays('mean'), arrays('variance'), arrays('fill')];
  const channels = mean.length;
  const isRow = x.shape.length === 1;
  return each(x, (value, at) => {
    const channel = at % channels;
    const whole = isRow && Number.isNaN(value) ? fill[channel]! : value;
    return (whole - mean[channel]!) / Math.max(Math.sqrt(variance[channel]!), LEAST_DEVIATION);
  });
}
