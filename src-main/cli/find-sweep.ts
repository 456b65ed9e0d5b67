import type { StudioClient } from '@shared/contract/client';
import type { Sweep } from '@shared/contract/sweep';
import { didYouMean } from '@shared/format/did-you-mean';
import { UsageError } from './usage-error';

/**
 * The sweep that a person means: by its id, the beginning of one, a name, or `last` for the newest.
 *
 * @throws {UsageError} when there is none, or more than one
 */
export async function findSweep(client: StudioClient, text: string): Promise<Sweep> {
  const sweeps = await client.sweeps.list();
  const [newest] = sweeps;
  if (newest === undefined) {
    throw new UsageError('This library has no sweeps yet: see `trainyard help sweep`.', 'sweep');
  }
  const named = sweeps.filter(({ id, name }) => name === text || id === text);
  const begun = named.length > 0 || text === '' ? named : sweeps.filter(({ id }) => id.startsWith(text));
  const [found, second] = text === 'last' && named.length === 0 ? [newest] : begun;
  if (found && !second) return client.sweeps.get({ sweep: found.id });
  throw new UsageError(
    found
      ? `"${text}" means ${begun.length} sweeps: give one of the ids ${begun.map(({ id }) => id).join(', ')}.`
      : `There is no sweep "${text}" in this library: see \`trainyard sweep list\`.${didYouMean(
          text,
          sweeps.flatMap(({ id, name }) => [name, id]),
        )}`,
    'sweep',
  );
}
