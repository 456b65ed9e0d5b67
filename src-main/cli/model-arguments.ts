import type { PredictCommand } from './commands/predict';
import { separated } from './data-arguments';
import { namedCheckpoint } from './named-checkpoint';
import type { OptionValues } from './options';
import { positionals, RUN } from './positionals';
import { portNumber } from './serve-arguments';

/** A model that answers over HTTP. */
export interface ServeModelCommand {
  name: 'serve-model';
  run: string;
  checkpoint: string;
  port: number | undefined;
}

/** @throws UsageError */
export function predictArguments(
  given: string[],
  { checkpoint, to, id }: Pick<OptionValues, 'checkpoint' | 'to' | 'id'>,
): PredictCommand {
  const named = [RUN, 'a file or folder, or several'];
  if (given.length < named.length) positionals('predict', given, named);
  const [run, ...paths] = given;
  return { name: 'predict', ...namedCheckpoint(run!, checkpoint), paths, to, ids: id && separated(id) };
}

/** @throws UsageError */
export function serveModelArguments(
  run: string,
  { checkpoint, port }: Pick<OptionValues, 'checkpoint' | 'port'>,
): ServeModelCommand {
  return { name: 'serve-model', ...namedCheckpoint(run, checkpoint), port: portNumber(port) };
}
