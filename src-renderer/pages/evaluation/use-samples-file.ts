import type { DatasetSummary } from '@shared/contract/dataset';
import type { Evaluation } from '@shared/contract/evaluation';
import type { KeptOutputs } from '@shared/evaluation/outputs-file';
import { namesOfSamples } from '@shared/evaluation/sample-names';
import { samplesCsv } from '@shared/evaluation/samples-csv';
import { fileName, saveFile } from '../../charts/save-file';
import { useClient } from '../../client/provide';
import { useAction } from '../../composables/use-action';

/** Saves what was said of each sample of an evaluation as a CSV file. */
export function useSamplesFile() {
  const client = useClient();
  return useAction(async (run: string, { split }: Evaluation, kept: KeptOutputs, dataset: DatasetSummary) => {
    const part = split === 'test' ? 'test' : 'train';
    const names = await namesOfSamples(client, dataset, part, [...kept.places]);
    const csv = samplesCsv(kept, dataset, names);
    saveFile(fileName(run, `${dataset.name}-${split}`, 'csv'), new Blob([csv], { type: 'text/csv' }));
  });
}
