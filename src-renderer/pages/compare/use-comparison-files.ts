import type { ChartFormat } from '../../charts/ChartSection.vue';
import { chartSvg, type ChartPicture } from '@shared/charts/chart-picture';
import { pngOf } from '../../charts/chart-png';
import { useColours } from '../../charts/colours';
import { fileName, saveFile } from '../../charts/save-file';
import { useAction } from '../../composables/use-action';

/** Saves a chart of a comparison as a file: as it is seen, or its epochs as numbers. */
export function useComparisonFiles() {
  const colours = useColours(['page', 'ink', 'ink-3', 'grid']);
  return useAction(async (format: ChartFormat, picture: ChartPicture, csv: () => string) => {
    const called = fileName('comparison', picture.yName, format);
    if (format === 'csv') return saveFile(called, new Blob([csv()], { type: 'text/csv' }));
    const { page, ink, 'ink-3': pale, grid } = colours.value;
    const svg = chartSvg(picture, { page, ink, pale, grid });
    saveFile(called, format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg));
  });
}
