import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSchema, type Optimizer } from '@shared/spec/optimizer';
import { backends, useBackend } from './backends';
import { FLOAT32, misses } from './misses';
import { optax } from './optax-fixture';
import { recordedRun } from './recorded-run';

const { optimizers, clips, cases, keptSteps } = optax.updates;

/** Its numbers, and what else sets an optimizer apart from the others. */
const title = ({ schedule: _schedule, clip: _clip, ...numbers }: Optimizer): string =>
  Object.entries(numbers)
    .filter(([, value]) => value !== false && value !== 0)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${value}` : value === true ? name : value))
    .join(', ');

/** Every case of one optimizer: weights with each of its schedules and clips. */
const casesOf = (place: number) =>
  cases.flatMap(([own, schedulePlace, clipPlace, wanted]) => {
    if (own !== place) return [];
    const { schedule } = optax.schedules[schedulePlace]!;
    const optimizer = optimizerSchema.parse({ ...optimizers[own], schedule, clip: clips[clipPlace] });
    return [{ optimizer, wanted }];
  });

describe.each(backends)('optimizers are those of optax on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(optimizers.map((optimizer, place) => [title(optimizer), place] as const))('%s', (_title, place) => {
    const found = casesOf(place).flatMap(({ optimizer, wanted }) =>
      recordedRun(optimizer).flatMap((weights, i) =>
        misses(weights, wanted[i]!, FLOAT32).map(
          (miss) => `${optimizer.schedule.name}, clip ${optimizer.clip.by}, step ${keptSteps[i]}, ${miss}`,
        ),
      ),
    );
    expect(found).toEqual([]);
  });
});
