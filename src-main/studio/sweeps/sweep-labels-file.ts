import { join } from 'node:path';
import { sweepLabelsSchema, type SweepLabels } from '@shared/contract/sweep';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';

const pathOf = (sweepFolder: string): string => join(sweepFolder, 'labels.json');

/** What `labels.json` says; where it is missing or damaged, a sweep has the name that it was begun with. */
export async function readSweepLabels(sweepFolder: string, name: string): Promise<SweepLabels> {
  return (
    (await readDocument(pathOf(sweepFolder), sweepLabelsSchema)) ?? { version: 1, name, archived: false }
  );
}

export const writeSweepLabels = (sweepFolder: string, labels: SweepLabels): Promise<void> =>
  writeFileAtomically(pathOf(sweepFolder), JSON.stringify(labels, null, 1));
