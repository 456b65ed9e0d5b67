import { evaluationSplitSchema, type EvaluationSplit } from '@shared/contract/evaluation';
import type { NamedCheckpoint } from './commands/compare-evaluations';
import { namedCheckpoint } from './named-checkpoint';
import type { OptionValues } from './options';
import { positionals, RUN } from './positionals';
import { UsageError } from './usage-error';

/** What is to be tested, and on which samples. */
export type EvaluationCommand =
  | {
      name: 'eval';
      run: string;
      checkpoint: string;
      data: string | undefined;
      split: EvaluationSplit;
      to: string | undefined;
    }
  | {
      name: 'eval-compare';
      first: NamedCheckpoint;
      second: NamedCheckpoint;
      data: string | undefined;
      split: EvaluationSplit;
    };

type Values = Pick<OptionValues, 'checkpoint' | 'data' | 'split' | 'to'>;

function parseSplit(text: string | undefined): EvaluationSplit {
  const parsed = evaluationSplitSchema.safeParse(text ?? 'test');
  if (parsed.success) return parsed.data;
  throw new UsageError(`--split must be test, validation or train, not "${text}".`, '--split');
}

/** `RUN`, or `RUN@best`, `RUN@last`, `RUN@STEP`. */
function comparedCheckpoint(text: string): NamedCheckpoint {
  const at = text.lastIndexOf('@');
  return at > 0
    ? { run: text.slice(0, at), checkpoint: text.slice(at + 1) || 'best' }
    : { run: text, checkpoint: 'best' };
}

function compareArguments(given: string[], { checkpoint, data, split, to }: Values): EvaluationCommand {
  if (checkpoint !== undefined)
    throw new UsageError('eval compare takes checkpoints as RUN@best, RUN@last or RUN@STEP.', '--checkpoint');
  if (to !== undefined) {
    throw new UsageError('eval compare writes no file: give --to to the eval of one checkpoint.', '--to');
  }
  const named = ['a run, such as last@best', 'another run, or another checkpoint of it: last@last'];
  const [first, second] = positionals('eval compare', given, named);
  return {
    name: 'eval-compare',
    first: comparedCheckpoint(first!),
    second: comparedCheckpoint(second!),
    data,
    split: parseSplit(split),
  };
}

/** @throws UsageError */
export function evaluationArguments(given: string[], values: Values): EvaluationCommand {
  if (given[0] === 'compare' && given.length > 1) return compareArguments(given.slice(1), values);
  const { checkpoint, data, split, to } = values;
  const [run] = positionals('eval', given, [RUN]);
  return { name: 'eval', ...namedCheckpoint(run!, checkpoint), data, split: parseSplit(split), to };
}
