import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDocumentSchema, type DatasetDocument, type DatasetSummary } from '@shared/contract/dataset';
import { importReportSchema } from '@shared/contract/import';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { inputBytes, inputShapeOf, layoutOf, targetBytes } from '@shared/data/layout';
import { readDocument } from './read-document';

const allShards = (document: DatasetDocument) => [
  ...document.splits.train.shards,
  ...document.splits.test.shards,
];

/** What the digits look like in lists before they are drawn. */
export const undrawnDigits = (): DatasetSummary => ({
  id: DRAWN_DIGITS.id,
  name: DRAWN_DIGITS.name,
  state: 'available',
  source: 'drawn-digits',
  input: { type: 'pictures', shape: [...DRAWN_DIGITS.shape] },
  target: { type: 'classes', names: [...DRAWN_DIGITS.classes] },
  shape: [...DRAWN_DIGITS.shape],
  classes: [...DRAWN_DIGITS.classes],
  trainCount: DRAWN_DIGITS.counts.train,
  validationCount: 0,
  testCount: DRAWN_DIGITS.counts.test,
  classCounts: DRAWN_DIGITS.classes.map(() => DRAWN_DIGITS.counts.train / DRAWN_DIGITS.classes.length),
  bytes: 0,
  fingerprint: '',
  setAside: 0,
  doubts: 0,
});

async function reportCounts(folder: string): Promise<Pick<DatasetSummary, 'setAside' | 'doubts'>> {
  const report = await readDocument(join(folder, 'report.json'), importReportSchema);
  return {
    setAside: report?.setAside.reduce((sum, { count }) => sum + count, 0) ?? 0,
    doubts: report?.doubts.length ?? 0,
  };
}

/** A dataset's folder without a document of this version; undefined where there is no folder at all. */
function withoutDocument(folder: string, id: string, isMaking: () => boolean): DatasetSummary | undefined {
  if (id === DRAWN_DIGITS.id) return { ...undrawnDigits(), state: isMaking() ? 'making' : 'available' };
  if (!existsSync(folder)) return undefined;
  return {
    ...undrawnDigits(),
    id,
    name: id,
    source: 'idx',
    state: 'damaged',
    trainCount: 0,
    testCount: 0,
    classCounts: [],
    problem: `${join(folder, 'dataset.json')} is missing, damaged or of another version: import the data again.`,
  };
}

/**
 * What lists show of the dataset in a folder, as if it had this id; undefined when there is none in it.
 *
 * @param isMaking whether the built-in one is just being made
 */
export async function summaryOf(
  folder: string,
  id: string,
  isMaking: () => boolean,
): Promise<DatasetSummary | undefined> {
  const document = await readDocument(join(folder, 'dataset.json'), datasetDocumentSchema);
  if (document === undefined) return withoutDocument(folder, id, isMaking);
  const summary: DatasetSummary = {
    id,
    name: document.name,
    state: 'ready',
    source: document.source.type,
    input: document.input,
    target: document.target,
    shape: inputShapeOf(document.input),
    classes: document.target.type === 'classes' ? document.target.names : [],
    trainCount: document.splits.train.count,
    validationCount: document.validationCount,
    testCount: document.splits.test.count,
    classCounts: document.classCounts,
    bytes: 0,
    fingerprint: document.fingerprint,
    ...(document.splits.train.shards.some(({ groups }) => groups !== undefined) && { hasGroups: true }),
    ...(document.ids && { idColumns: document.ids.columns }),
    createdAt: document.createdAt,
    ...(await reportCounts(folder)),
  };
  const layout = layoutOf(document);
  for (const { inputs, targets, count } of allShards(document)) {
    const sizes = await Promise.all(
      [inputs, targets].map((file) =>
        stat(join(folder, file)).then(
          ({ size }) => size,
          () => -1,
        ),
      ),
    );
    summary.bytes += Math.max(0, sizes[0]!) + Math.max(0, sizes[1]!);
    if (sizes[0] === count * inputBytes(layout) && sizes[1] === count * targetBytes(layout)) continue;
    if (document.source.type === 'drawn-digits') summary.state = isMaking() ? 'making' : 'available';
    else {
      summary.state = 'damaged';
      summary.problem = `${join(folder, inputs)} is missing or has the wrong size: import the data again.`;
    }
  }
  return summary;
}
