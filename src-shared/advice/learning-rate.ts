import { newOptimizer } from '../spec/optimizer';
import { only, withClip, withLowerRate, withRate } from './mends';
import type { Advice, RecordedRun } from './recorded-run';
import { mean, median } from './statistics';

/** A loss that has come to this many times what it was has blown up. */
const BLOWN_UP = 2.5;
/** One that came down again to this part of its beginning has got over it. */
const RECOVERED = 0.5;
/** One that came to this many times that limit has leapt, though it may have come down since. */
const LEAPT = 5;
/** Training loss that was lower and rose to this many times that, by this part of the first loss at least. */
const ROSE = 1.5;
const ROSE_PART = 0.1;
/** A step that changes the weights by more than this share of them, again and again, jumps over what it looks for. */
const HIGHEST_RATIO = 0.05;
/** Steps that change the weights by less than this share of them get nowhere. */
const LOWEST_RATIO = 1e-5;
const USUAL_RATIO = 1e-3;
/** The share of a loss by which it must have fallen to be learning at all. */
const LEAST_FALL = 0.02;
/** Of classes, what is right by guessing, with some luck. */
const LUCK = 1.5;
/** Stretches below are too few to judge. */
export const LEAST_STRETCHES = 20;

const figure = (value: number) => {
  if (value < 10) return value.toFixed(2);
  return value < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
};
const lossesOf = (run: RecordedRun) => run.losses.map(({ loss }) => loss).filter(Number.isFinite);

/** What a loss starts at, and has come to. */
function ends(run: RecordedRun) {
  const losses = lossesOf(run);
  const part = Math.ceil(losses.length / 10);
  return { losses, first: losses[0]!, last: mean(losses.slice(-part)) };
}

/** Of cross-entropy over classes, what is right by chance costs this much: more is being surely wrong. */
const chanceLoss = ({ spec, classes }: RecordedRun) =>
  spec.loss === 'softmax-cross-entropy' && classes.length > 1 ? Math.log(classes.length) : 0;

/** Whether the loss has not fallen, and guesses are no better than chance. */
export function isFlat(run: RecordedRun): boolean {
  if (run.losses.length < LEAST_STRETCHES) return false;
  const { losses, first, last } = ends(run);
  const start = Math.min(first, mean(losses.slice(0, Math.ceil(losses.length / 10))));
  if (!(last > start * (1 - LEAST_FALL))) return false;
  const measured = run.epochs.at(-1)?.valAccuracy;
  return measured === null || measured === undefined || measured < LUCK / Math.max(2, run.classes.length);
}

/** Where training itself was at its best, in tenths of the run, if it has clearly lost that again. */
function lostGround({ losses }: RecordedRun, first: number): { step: number; least: number } | undefined {
  const part = Math.ceil(losses.length / 10);
  const tenths = Array.from({ length: Math.ceil(losses.length / part) }, (_, at) => {
    const its = losses.slice(at * part, (at + 1) * part).filter(({ loss }) => Number.isFinite(loss));
    return { step: its[0]?.step ?? 0, loss: mean(its.map(({ loss }) => loss)) };
  }).filter(({ loss }) => Number.isFinite(loss));
  const least = tenths.reduce((low, one) => (one.loss < low.loss ? one : low));
  const last = tenths.at(-1)!.loss;
  return last > ROSE * least.loss && last - least.loss > ROSE_PART * first
    ? { step: least.step, least: least.loss }
    : undefined;
}

/** Loss that leaps, or jumps far above where it began and does not come back, or rises slowly, or steps that are too long. */
export function rateTooHigh(run: RecordedRun): Advice | undefined {
  const { spec, norms, losses: stretches } = run;
  if (stretches.length < LEAST_STRETCHES) return undefined;
  const { losses, first, last } = ends(run);
  const highest = Math.max(...losses);
  const limit = Math.max(BLOWN_UP * first, 2 * chanceLoss(run));
  const ratios = Array.from(norms.updateRatio).slice(1).filter(Number.isFinite);
  const ratio = ratios.length >= 3 ? median(ratios) : 0;
  const rate = spec.optimizer.learningRate;
  const isBlown = highest > limit && last > RECOVERED * first;
  const hasLeapt = highest > LEAPT * limit;
  const lost = isBlown || hasLeapt ? undefined : lostGround(run, first);
  if (!isBlown && !hasLeapt && !lost && ratio < HIGHEST_RATIO) return undefined;
  const at = stretches.find(({ loss }) => loss === highest)?.step ?? 0;
  return {
    kind: 'rate-too-high',
    title: isBlown
      ? `The loss jumped from ${figure(first)} to ${figure(highest)} about step ${at} and did not come back: the learning rate of ${rate} is too high.`
      : hasLeapt
        ? `The loss leapt from ${figure(first)} to ${figure(highest)} about step ${at}: the learning rate of ${rate} is too high.`
        : lost
          ? `Training itself got worse again: a loss of ${figure(lost.least)} about step ${lost.step}, ${figure(last)} now. The learning rate of ${rate} is too high.`
          : `Each step changes the weights by ${figure(ratio * 100)} % of their length, where 0.1 % is usual: the learning rate of ${rate} is too high.`,
    why: 'Steps that long jump over what they look for, and can leave weights so large that nothing more is learnt.',
    mends: only(withLowerRate(spec), spec.optimizer.clip.by === 'none' ? withClip() : undefined),
  };
}

/** A flat loss because the steps are too short. */
export function rateTooLow(run: RecordedRun): Advice | undefined {
  const { spec, norms } = run;
  const ratios = Array.from(norms.updateRatio).slice(1).filter(Number.isFinite);
  if (ratios.length < 3 || !isFlat(run)) return undefined;
  const ratio = median(ratios);
  if (!(ratio < LOWEST_RATIO)) return undefined;
  const usual = newOptimizer[spec.optimizer.name]().learningRate;
  const rate = spec.optimizer.learningRate;
  const wanted = rate < usual ? usual : Math.min(10, (rate * USUAL_RATIO) / Math.max(ratio, 1e-12));
  const { first, last } = ends(run);
  return {
    kind: 'rate-too-low',
    title: `The loss is flat (${figure(first)}, now ${figure(last)}), and each step changes the weights by only ${(ratio * 100).toExponential(0)} % of their length.`,
    why: `At a learning rate of ${rate} the weights stay where they were drawn.`,
    mends: wanted > rate ? [withRate(wanted)] : [],
  };
}

/** A flat loss for which nothing else tells the reason. */
export function lossFlat(run: RecordedRun): Advice | undefined {
  if (run.epochs.length === 0 || !isFlat(run)) return undefined;
  const { first, last } = ends(run);
  const { learningRate } = run.spec.optimizer;
  return {
    kind: 'loss-flat',
    title: `The loss has not fallen since the start: ${figure(first)} then, ${figure(last)} now.`,
    why: 'Nothing is learnt. The usual reasons: a learning rate ten times too high or too low, labels that do not belong to their samples, or a model that cannot tell them apart.',
    mends: [withLowerRate(run.spec), withRate(Math.min(10, learningRate * 10))],
  };
}
