import type { ReliabilityBin } from '@shared/metrics/calibration';

/** How far, over all samples, it is surer than it is right; below 0: less sure. */
export const oversureness = (bins: readonly ReliabilityBin[]): number => {
  const all = bins.reduce((sum, { samples }) => sum + samples, 0);
  return bins.reduce(
    (sum, { samples, confidence, accuracy }) => sum + (samples / all) * (confidence - accuracy),
    0,
  );
};

/** "a little too sure": whether one can take its likelihoods at their word. */
export function surenessWords(bins: readonly ReliabilityBin[]): string {
  const by = oversureness(bins);
  const size = Math.abs(by);
  if (size < 0.005) return 'about as sure as it is right';
  const much = size < 0.03 ? 'a little ' : size < 0.1 ? '' : 'much ';
  return by > 0 ? `${much}too sure` : `${much}less sure than it is right`;
}
