import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import type { OptionValues } from './options';
import { wholeNumber } from './train-arguments';

/** What a command does with checkpoints. */
export type CheckpointCommand =
  | { name: 'checkpoints' | 'remove-damaged'; run: string }
  | { name: 'pin' | 'unpin'; run: string; checkpoint: string }
  | { name: 'clean-up'; runs: string[]; keep: KeepPolicy; yes: boolean };

/** @throws UsageError */
export function cleanUpArguments(
  runs: string[],
  { best, last, every, yes = false }: Pick<OptionValues, 'best' | 'last' | 'every' | 'yes'>,
): CheckpointCommand {
  const keep = {
    best: best === undefined ? 1 : Math.max(1, wholeNumber('--best', best, 10_000)),
    last: last === undefined ? 1 : Math.max(1, wholeNumber('--last', last, 10_000)),
    everyNth: every === undefined ? 0 : wholeNumber('--every', every, 100_000),
  };
  return { name: 'clean-up', runs, keep, yes };
}
