import tokens from 'virtual:exported-style';
import type { ListedRun } from '@shared/contract/run';
import { gatherReport } from '@shared/report/report-facts';
import { runReport } from '@shared/report/run-report';
import { fileName, saveFile } from '../../charts/save-file';
import { useClient } from '../../client/provide';

/** Saves a run as one HTML file that needs nothing else. */
export function useReport() {
  const client = useClient();
  return async ({ id, name }: Pick<ListedRun, 'id' | 'name'>): Promise<void> => {
    const html = runReport(await gatherReport(client, id), tokens);
    saveFile(fileName(name, 'report', 'html'), new Blob([html], { type: 'text/html' }));
  };
}
