import { optimizerSchema, type Optimizer } from '@shared/spec/optimizer';
import { FLOAT32, misses } from './misses';
import { optax } from './optax-fixture';

const { optimizers, clips, cases, keptSteps } = optax.updates;

/** Its numbers, and what else sets an optimizer apart from the others. */
const title = ({ schedule: _schedule, clip: _clip, ...numbers }: Optimizer): string =>
  Object.entries(numbers)
    .filter(([, value]) => value !== false && value !== 0)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${value}` : value === true ? name : value))
    .join(', ');

/** Each optimizer's name, and its place. */
export const titledOptimizers = optimizers.map((optimizer, place) => [title(optimizer), place] as const);

/** Every case of one optimizer: weights with each of its schedules and clips. */
const casesOf = (place: number) =>
  cases.flatMap(([own, schedulePlace, clipPlace, wanted]) => {
    if (own !== place) return [];
    const { schedule } = optax.schedules[schedulePlace]!;
    const optimizer = optimizerSchema.parse({ ...optimizers[own], schedule, clip: clips[clipPlace] });
    return [{ optimizer, wanted }];
  });

type Cases = ReturnType<typeof casesOf>;

/** Each schedule and each clip of them once or more, and not each with each: the one knows nothing of the other. */
export const eachOnce = (own: Cases): Cases =>
  own.filter((_, index) => {
    const schedule = Math.floor(index / clips.length);
    return own.length < clips.length || index % clips.length === schedule % clips.length;
  });

/**
 * Where weights part from optax's in any case of one optimizer, in words.
 *
 * @param run gives the weights after each kept step
 * @param which of the cases are run; left out: all
 */
export const missesOf = (
  place: number,
  run: (optimizer: Optimizer) => Float32Array[],
  which: (own: Cases) => Cases = (own) => own,
): string[] =>
  which(casesOf(place)).flatMap(({ optimizer, wanted }) =>
    run(optimizer).flatMap((weights, i) =>
      misses(weights, wanted[i]!, FLOAT32).map(
        (miss) => `${optimizer.schedule.name}, clip ${optimizer.clip.by}, step ${keptSteps[i]}, ${miss}`,
      ),
    ),
  );
