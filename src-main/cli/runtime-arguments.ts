import { positionals } from './positionals';
import { UsageError } from './usage-error';

/** What a command does with native libraries. */
export type RuntimeCommand =
  | { name: 'runtime-list' }
  | { name: 'runtime-fetch'; runtime: string | undefined; mirror: string | undefined; yes: boolean }
  | { name: 'runtime-remove'; runtime: string };

/** Reads what was typed after `trainyard runtime`. @throws {UsageError} one sentence that names what is wrong */
export function runtimeArguments(
  given: string[],
  { mirror, yes = false }: { mirror?: string | undefined; yes?: boolean | undefined },
): RuntimeCommand {
  const [action = 'list', ...rest] = given;
  switch (action) {
    case 'list':
      positionals('runtime list', rest, []);
      return { name: 'runtime-list' };
    case 'fetch':
      if (rest.length > 0) positionals('runtime fetch', rest, ['a runtime of `runtime list`']);
      if (mirror !== undefined && !URL.canParse(mirror)) {
        throw new UsageError(
          `--mirror must be an address that begins with https://, not "${mirror}".`,
          '--mirror',
        );
      }
      return { name: 'runtime-fetch', runtime: rest[0], mirror, yes };
    case 'remove':
      return {
        name: 'runtime-remove',
        runtime: positionals('runtime remove', rest, ['a runtime of `runtime list`'])[0]!,
      };
    default:
      throw new UsageError(
        `runtime needs "list", "fetch" or "remove", not "${action}": see \`trainyard help runtime\`.`,
      );
  }
}
