import type { StudioClient } from '@shared/contract/client';
import type { ListedRun, RunSummary } from '@shared/contract/run';
import { byAge, machineOf } from '@shared/machines/machine-id';
import { didYouMean } from '@shared/format/did-you-mean';
import { UsageError } from './usage-error';

/**
 * The run that a person means: by its id, the beginning of one, a name, or `last` for the newest.
 *
 * @throws {UsageError} when there is none, or more than one
 */
export async function findRun(client: StudioClient, text: string): Promise<RunSummary> {
  return client.runs.get({ run: (await findListed(client, text)).id });
}

async function findListed(client: StudioClient, text: string): Promise<ListedRun> {
  const runs = await client.runs.list();
  if (runs.length === 0)
    throw new UsageError('This library has no runs yet: start one with `trainyard train mlp`.', 'run');
  if (text === 'last') {
    // Of this machine's: what else happens on others is nobody's last.
    const [newest] = runs.filter(({ id }) => machineOf(id) === undefined).toSorted((a, b) => byAge(b, a));
    if (newest === undefined)
      throw new UsageError('This library has no runs yet: start one with `trainyard train mlp`.', 'run');
    return newest;
  }
  const exact = runs.find(({ id }) => id === text);
  if (exact) return exact;
  const named = runs.filter(({ name }) => name === text);
  const matches = named.length > 0 ? named : text === '' ? [] : runs.filter(({ id }) => id.startsWith(text));
  const [found, second] = matches;
  if (found && !second) return found;
  throw new UsageError(
    found
      ? `"${text}" means ${matches.length} runs: give one of the ids ${matches.map(({ id }) => id).join(', ')}.`
      : `There is no run "${text}" in this library: see \`trainyard runs\`.${didYouMean(
          text,
          runs.flatMap(({ id, name }) => [name, id]),
        )}`,
    'run',
  );
}
