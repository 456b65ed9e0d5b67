import { calibrationError, reliabilityBins, type ReliabilityBin } from '../metrics/calibration';
import { likelihoods } from '../metrics/likelihoods';
import { lossAtTemperature } from '../metrics/temperature';
import { isRight, type Judged } from './judged';

/** What a model with a softmax comes to when its outputs are divided by a temperature; its predictions stay. */
export interface Tempered {
  /** mean of −ln of the true class's likelihood, in nats */
  loss: number;
  calibrationError: number;
  bins: ReliabilityBin[];
}

export function atTemperature(judged: Judged, temperature: number): Tempered {
  const { samples, classes, outputs, truth, predicted } = judged;
  const confidences = Float64Array.from({ length: samples }, (_, sample) => {
    const its = Array.from(
      outputs.subarray(sample * classes, (sample + 1) * classes),
      (output) => output / temperature,
    );
    return likelihoods('softmax-cross-entropy', its)[predicted[sample]!]!;
  });
  const bins = reliabilityBins(confidences, (sample) => isRight(judged, sample));
  return {
    loss: lossAtTemperature(outputs, classes, truth, temperature),
    calibrationError: calibrationError(bins),
    bins,
  };
}
