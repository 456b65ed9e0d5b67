import type { DatasetSummary } from '@shared/contract/dataset';
import { counted } from '@shared/data/fit';
import { awaitJob } from '../await-job';
import type { DataCommand, DataRequest } from '../data-arguments';
import { datasetNamed, importDataset } from '../find-dataset';
import { count, size, table } from '../in-words';
import { RunFailure } from '../run-failure';
import { didYouMean } from '@shared/format/did-you-mean';
import type { ExitCode, Session } from '../session';
import { UsageError } from '../usage-error';

/** All datasets, built-in ones included. */
export async function listDatasets({ client, output }: Session): Promise<ExitCode> {
  const datasets = await client.datasets.list();
  for (const dataset of datasets) output.event({ event: 'dataset', ...dataset });
  const rows = datasets.map((dataset) => [
    dataset.id,
    dataset.name,
    dataset.state,
    dataset.shape.join(' × '),
    counted(dataset.target),
    count(dataset.trainCount),
    count(dataset.testCount),
    size(dataset.bytes),
  ]);
  const heading = ['dataset', 'name', 'state', 'shape', 'predicts', 'train', 'test', 'size'];
  for (const line of table(heading, rows)) output.line(line);
  for (const { request, done, total } of await client.datasets.interrupted()) {
    output.event({ event: 'interrupted', path: request.path, done, total });
    output.note(
      `An import of ${request.path} was cut off at ${count(done)} of ${count(total)} files: \`trainyard data import "${request.path}"\` goes on.`,
    );
  }
  return 0;
}

/** Says what has come into the library, and what of it a person should look at. */
function sayImported({ output }: Session, dataset: DatasetSummary): void {
  const { id, name, trainCount, testCount, setAside, doubts, target } = dataset;
  const parts = `${count(trainCount)} training and ${count(testCount)} test samples`;
  output.line(`${name} is in the library as ${id}: ${parts} of ${counted(target)}.`);
  const remarks = [
    ...(setAside > 0 ? [`${count(setAside)} ${setAside === 1 ? 'was' : 'were'} set aside`] : []),
    ...(doubts > 0 ? [`${doubts} ${doubts === 1 ? 'thing is' : 'things are'} doubtful`] : []),
  ];
  if (remarks.length > 0) output.note(`${remarks.join(', and ')}: see \`trainyard data show ${id}\`.`);
  output.event({
    event: 'done',
    dataset: id,
    name,
    train: trainCount,
    test: testCount,
    setAside,
    doubts,
  });
}

/** Imports a file or folder and shows what came of it. */
export async function importData(session: Session, request: DataRequest): Promise<ExitCode> {
  sayImported(session, await importDataset(session.client, session.output, request));
  return 0;
}

/** Deletes a dataset for good. */
export async function removeDataset({ client, output }: Session, text: string): Promise<ExitCode> {
  const { id, name } = await datasetNamed(client, text);
  await client.datasets.remove({ dataset: id });
  output.line(`${name} (${id}) is removed.`);
  output.event({ event: 'done', removed: id });
  return 0;
}

/** What can be fetched or made. */
export async function listCatalog({ client, output }: Session): Promise<ExitCode> {
  const entries = await client.datasets.catalog();
  for (const entry of entries) output.event({ event: 'catalog-entry', ...entry });
  if (entries.length === 0) output.line('The catalog is empty.');
  const rows = entries.map((entry) => [
    entry.id,
    entry.name,
    entry.kind === 'download' ? size(entry.bytes) : 'made here',
    entry.licence,
    entry.dataset === null ? '' : 'in the library',
    entry.summary,
  ]);
  const heading = ['entry', 'name', 'size', 'licence', '', ''];
  if (rows.length > 0) for (const line of table(heading, rows)) output.line(line);
  return 0;
}

/** Fetches or makes a dataset of the catalog, and waits until that is done. */
export async function fetchDataset(
  session: Session,
  { entry, mirror }: Extract<DataCommand, { name: 'data-fetch' }>,
): Promise<ExitCode> {
  const { client, output } = session;
  const known = (await client.datasets.catalog()).map(({ id }) => id);
  if (!known.includes(entry)) {
    throw new UsageError(
      `There is no "${entry}" in the catalog: it has ${known.join(', ') || 'nothing yet'}.${didYouMean(entry, known)}`,
      'entry',
    );
  }
  if (mirror !== undefined && !URL.canParse(mirror)) {
    throw new UsageError(
      `--mirror must be an address that begins with https://, not "${mirror}".`,
      '--mirror',
    );
  }
  const id = await awaitJob(client, output, () => client.datasets.fetch({ entry, mirror }));
  if (id === null) throw new RunFailure(`Fetching ${entry} brought no dataset: try again.`);
  sayImported(session, await client.datasets.get({ dataset: id }));
  return 0;
}
