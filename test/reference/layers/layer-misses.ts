import { differences } from './differences';
import type { LayerCase } from './fixtures';
import type { LayerResult } from './run-layer';

/** Where a layer's results part from those of Flax, in words. */
export function missesOf(ours: LayerResult, wanted: LayerCase): string[] {
  const own = Object.keys(ours.updates).sort().join();
  const theirs = Object.keys(wanted.updates).sort().join();
  return [
    ...(own === theirs ? [] : [`the updates are those of ${own}, not ${theirs}`]),
    ...differences('output', ours.output, wanted.output, wanted.atol),
    ...differences('gradient of the input', ours.inputGradient, wanted.inputGradient, wanted.atol),
    ...Object.entries(wanted.gradients).flatMap(([name, array]) =>
      differences(`gradient of ${name}`, ours.gradients[name], array, wanted.atol),
    ),
    ...Object.entries(wanted.updates).flatMap(([name, array]) =>
      differences(`new ${name}`, ours.updates[name], array, wanted.atol),
    ),
  ];
}
