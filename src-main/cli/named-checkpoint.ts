import type { NamedCheckpoint } from './commands/compare-evaluations';

/** What names a checkpoint behind a run: all else may be a part of the run's name. */
const CHECKPOINT = /^(?:best|last|\d+(?:-\d+)?)$/;

/**
 * The checkpoint of a run that is named alone, or as `RUN@best`, `RUN@last` or `RUN@STEP`; the best one where neither says.
 *
 * @param option what `--checkpoint` says, which goes before
 */
export function namedCheckpoint(text: string, option: string | undefined): NamedCheckpoint {
  const at = text.lastIndexOf('@');
  const named = text.slice(at + 1);
  return option === undefined && at > 0 && CHECKPOINT.test(named)
    ? { run: text.slice(0, at), checkpoint: named }
    : { run: text, checkpoint: option ?? 'best' };
}
