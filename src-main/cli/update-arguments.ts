import { positionals } from './positionals';
import { UsageError } from './usage-error';

/** What is to be done about newer versions: nothing but telling what is known, or what is said. */
export interface UpdateCommand {
  name: 'update';
  check: boolean;
  get: boolean;
  daily: 'on' | 'off' | undefined;
  source: string | undefined;
}

/** @throws {UsageError} one sentence that names what is wrong */
export function updateArguments(
  given: string[],
  values: {
    check?: boolean | undefined;
    get?: boolean | undefined;
    daily?: string | undefined;
    source?: string | undefined;
  },
): UpdateCommand {
  positionals('update', given, []);
  const { check = false, get = false, daily, source } = values;
  if (daily !== undefined && daily !== 'on' && daily !== 'off') {
    throw new UsageError(`--daily must be on or off, not "${daily}".`, '--daily');
  }
  if (source !== undefined && source !== '' && !URL.canParse(source)) {
    throw new UsageError(
      `--source must be the address of a folder on the web, or empty, not "${source}".`,
      '--source',
    );
  }
  return { name: 'update', check: check || get, get, daily, source };
}
