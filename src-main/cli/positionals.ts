import { UsageError } from './usage-error';

/** What a command takes that is about one run, for people. */
export const RUN = 'a run (its id, the beginning of it, its name, or last)';

/**
 * Checks that as many words were typed behind a command as it takes.
 *
 * @param names of what it takes, for people
 * @throws UsageError
 */
export function positionals(command: string, given: string[], names: string[]): string[] {
  const missing = names[given.length];
  if (missing !== undefined) {
    throw new UsageError(`${command} needs ${missing}: see \`trainyard help ${command.split(' ')[0]}\`.`);
  }
  const extra = given[names.length];
  if (extra !== undefined) {
    throw new UsageError(`${command} does not know what to do with "${extra}": see \`trainyard help\`.`);
  }
  return given;
}
