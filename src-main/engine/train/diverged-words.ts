import { layerName, number, small } from '@shared/spec/check-words';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Culprit } from './examine-step';
import type { BadStep } from './find-bad-step';
import type { NonFiniteError } from './non-finite-error';

/** Samples that a sentence names; the file names all of them. */
const NAMED_SAMPLES = 5;

/** The layer that an array belongs to, also one of the optimizer's: `v.layers.3.kernel`. */
const layerOf = (array: string): number => Number(/layers\.(\d+)\./.exec(array)?.[1] ?? 0);

function culpritWords({ model }: RunSpec, culprit: Culprit, samples: readonly number[]): string {
  const of = (layer: number) => layerName(model.layers, layer).replace('Layer', 'layer');
  switch (culprit.in) {
    case 'output':
      return `The output of ${of(culprit.layer)} was the first that went out of range.`;
    case 'loss':
      return `The outputs of all layers were numbers, but the loss of sample ${number(samples[culprit.sample] ?? 0)} went out of range.`;
    case 'gradient':
      return `The loss was a number, but the gradient of ${culprit.array} in ${of(culprit.layer)} went out of range.`;
    case 'update':
      return `Its gradients were numbers, but the update took ${culprit.array} of ${of(layerOf(culprit.array))} out of range.`;
  }
}

function sampleWords(samples: readonly number[]): string {
  const named = samples.slice(0, NAMED_SAMPLES).map(number).join(', ');
  const others = samples.length - NAMED_SAMPLES;
  return others > 0 ? `${named} and ${number(others)} more` : named;
}

/** What happened: "The loss became NaN at step 951 (batch 107 of epoch 8). …" */
export function divergedWords(spec: RunSpec, noticed: NonFiniteError, bad: BadStep | undefined): string {
  const { noticedIn, value, step } = noticed;
  const what = noticedIn === 'weights' ? 'Weights' : `The ${noticedIn}`;
  if (bad === undefined) return `${what} became ${value} at step ${number(step)}.`;
  const place = `step ${number(bad.step)} (batch ${number(bad.batch)} of epoch ${number(bad.epoch)})`;
  const first =
    bad.step === step
      ? `${what} became ${value} at ${place}.`
      : `${what} became ${value} at step ${number(step)}, after ${place} had spoiled the weights.`;
  const cause = bad.culprit ? ` ${culpritWords(spec, bad.culprit, bad.samples)}` : '';
  return `${first}${cause} That batch was of training samples ${sampleWords(bad.samples)}.`;
}

/** What to do about it. */
export function adviceWords({ optimizer }: RunSpec, bad: BadStep | undefined): string {
  const rate = bad?.learningRate ?? optimizer.learningRate;
  const clip = optimizer.clip.by === 'none' ? ', or clip gradients' : '';
  return `Start again with a learning rate below ${small(rate)}${clip}.`;
}
