import type { Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import type { ChartFormat } from '../../charts/ChartSection.vue';
import { chartSvg, type ChartPicture } from '@shared/charts/chart-picture';
import { pngOf } from '../../charts/chart-png';
import { useColours } from '../../charts/colours';
import { fileName, saveFile } from '../../charts/save-file';
import { seriesCsv, type CsvWanted } from '../../charts/series-csv';
import { useClient } from '../../client/provide';
import { useAction } from '../../composables/use-action';
import { SeriesBuffer } from '@shared/charts/series-buffer';

/** A chart as it is saved: `picture` is what is seen, `csv` is all that was recorded. */
export interface SavedChart {
  picture: Omit<ChartPicture, 'title'>;
  csv: CsvWanted;
}

/** Saves the charts of a run as files. */
export function useCurveFiles(run: Readonly<Ref<RunSummary>>) {
  const client = useClient();
  const colours = useColours(['page', 'ink', 'ink-3', 'grid']);
  return useAction(async (format: ChartFormat, { picture, csv }: SavedChart) => {
    const { name, id, epochs } = run.value;
    const called = fileName(name, picture.yName, format);
    if (format === 'csv') {
      const bytes = await (await client.runs.series({ run: id, fromRow: 0 })).arrayBuffer();
      const pieces = seriesCsv(new SeriesBuffer().extended(bytes), epochs, csv);
      saveFile(called, new Blob(pieces, { type: 'text/csv' }));
      return;
    }
    const { page, ink, 'ink-3': pale, grid } = colours.value;
    const svg = chartSvg({ ...picture, title: name }, { page, ink, pale, grid });
    saveFile(called, format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg));
  });
}
