import { join } from 'node:path';
import { runLabelsSchema, type RunLabels } from '@shared/contract/labels';
import { writeFileAtomically } from '../durable/atomic-file';
import { readDocument } from './read-document';

const pathOf = (runFolder: string): string => join(runFolder, 'labels.json');

/** What `labels.json` says; where it is missing or damaged, a run has the name that it is given here. */
export async function readLabels(runFolder: string, name: string): Promise<RunLabels> {
  const labels = await readDocument(pathOf(runFolder), runLabelsSchema);
  return labels ?? runLabelsSchema.parse({ version: 1, name });
}

export const writeLabels = (runFolder: string, labels: RunLabels): Promise<void> =>
  writeFileAtomically(pathOf(runFolder), JSON.stringify(labels, null, 1));

/** The labels of one run: changes are written one after the other, each on top of those before. */
export class LabelsFile {
  #labels: RunLabels;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly runFolder: string,
    labels: RunLabels,
  ) {
    this.#labels = labels;
  }

  get now(): RunLabels {
    return this.#labels;
  }

  /** Resolves when it is on the disk; nothing is changed when that fails. */
  async change(to: (labels: RunLabels) => RunLabels): Promise<void> {
    const writing = this.#writing
      .catch(() => {})
      .then(async () => {
        const labels = to(this.#labels);
        await writeLabels(this.runFolder, labels);
        this.#labels = labels;
      });
    this.#writing = writing;
    await writing;
  }
}
