import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { StudioClient } from '@shared/contract/client';
import type { DatasetSummary } from '@shared/contract/dataset';
import { machineOf } from '@shared/machines/machine-id';
import { awaitJob } from './await-job';
import type { DataRequest } from './data-arguments';
import type { Output } from './output';
import { didYouMean } from '@shared/format/did-you-mean';
import { RunFailure } from './run-failure';
import { UsageError } from './usage-error';

/**
 * Imports a file or folder, and waits until that is done.
 *
 * @throws {UsageError} when there is nothing at the path
 */
export async function importDataset(
  client: StudioClient,
  output: Output,
  { path, ...rest }: DataRequest,
): Promise<DatasetSummary> {
  const folder = resolve(path);
  if (!(await stat(folder).catch(() => undefined))) {
    throw new UsageError(`There is no file or folder ${folder}: check the path.`, 'path');
  }
  const dataset = await awaitJob(client, output, () =>
    client.datasets.import({ path: folder, ...rest }),
  ).catch((error: unknown) => {
    // What keeps a folder from being imported is, but for accidents, what is in it.
    throw error instanceof RunFailure ? new UsageError(error.message, 'path') : error;
  });
  if (dataset === null) throw new RunFailure(`Nothing was imported from ${folder}: it holds no dataset.`);
  return client.datasets.get({ dataset });
}

const idsAndNames = (datasets: readonly DatasetSummary[]): string[] =>
  datasets.flatMap(({ id, name }) => [id, name]);

/** The dataset with this id, or else with this name. @throws {UsageError} when there is none, or several */
export async function datasetNamed(client: StudioClient, text: string): Promise<DatasetSummary> {
  const datasets = await client.datasets.list();
  const byId = datasets.find(({ id }) => id === text);
  if (byId) return byId;
  // The same may lie on another machine too.
  const named = datasets.filter(({ name }) => name === text);
  const own = named.filter(({ id }) => machineOf(id) === undefined);
  const [byName, another] = own.length > 0 ? own : named;
  if (byName && !another) return byName;
  throw new UsageError(
    byName
      ? `Several datasets are called "${text}": take one's id, which \`trainyard data list\` shows.`
      : `There is no dataset called "${text}" in this library: \`trainyard data list\` shows what there is.${didYouMean(text, idsAndNames(datasets))}`,
  );
}

/**
 * The dataset that `--data` means, imported first where it must be; the built-in digits when it was not
 * given, which the studio makes when a run needs them.
 *
 * @throws {UsageError} when it is neither in the library nor a path
 */
export async function findDataset(
  client: StudioClient,
  output: Output,
  asked: string | undefined,
): Promise<DatasetSummary> {
  const datasets = await client.datasets.list();
  const found = datasets.find(({ id, source }) =>
    asked === undefined ? source === 'drawn-digits' : id === asked,
  );
  if (!found) {
    if (asked === undefined)
      throw new UsageError('This library has no built-in dataset: give one with --data.', '--data');
    if (await stat(asked).catch(() => undefined))
      return importDataset(client, output, { path: asked, options: {} });
    throw new UsageError(
      `--data ${asked} is neither a dataset of this library (${datasets.map(({ id }) => id).join(', ') || 'it has none'}) nor a file or folder: check its spelling.${didYouMean(asked, idsAndNames(datasets))}`,
      '--data',
    );
  }
  if (found.state === 'damaged') {
    throw new UsageError(
      `The dataset ${found.id} is damaged (${found.problem ?? 'for an unknown reason'}): import it again.`,
      '--data',
    );
  }
  return found;
}
