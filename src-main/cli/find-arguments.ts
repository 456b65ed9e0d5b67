import { rateRangeAskSchema, type RateRangeAsk } from '@shared/contract/finders';
import type { OptionValues } from './options';
import type { SpecArguments } from './train-arguments';
import { UsageError } from './usage-error';

/** What is looked for by trying a run out. */
export type FindCommand =
  | ({ name: 'find-batch' } & SpecArguments)
  | ({ name: 'find-lr'; ask: RateRangeAsk } & SpecArguments);

/** Between which rates, and in how many steps. @throws UsageError */
export function rateArguments({
  min,
  max,
  steps,
}: Pick<OptionValues, 'min' | 'max' | 'steps'>): RateRangeAsk {
  const asked = { from: min, to: max, steps };
  const given = Object.entries(asked).filter(([, text]) => text !== undefined);
  const parsed = rateRangeAskSchema.safeParse(
    Object.fromEntries(given.map(([key, text]) => [key, Number(text)])),
  );
  if (parsed.success) return parsed.data;
  const option = { from: '--min', to: '--max', steps: '--steps' }[String(parsed.error.issues[0]?.path[0])];
  throw new UsageError(
    option === '--steps'
      ? `--steps must be a whole number from 20 to 5000, not "${steps}".`
      : `${option} must be a rate above 0 and up to 10, not "${option === '--min' ? min : max}".`,
    option,
  );
}
