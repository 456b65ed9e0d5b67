import { join } from 'node:path';
import { EPOCH_LOG_COLUMNS, NORM_LOG_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { isDiskFull } from '../../durable/disk-full';
import { StaleGenerationError, type GenerationLease } from '../train/generation-lease';
import { compactLog } from './compact-log';

const LOGS = [
  ['steps.log', STEP_LOG_COLUMNS],
  ['norms.log', NORM_LOG_COLUMNS],
  ['epochs.log', EPOCH_LOG_COLUMNS],
] as const;

/**
 * Compacts a run's metrics when its engine is done, however that came; the logs are closed by then. A log that cannot be
 * compacted stays as it is, and is read as it is: the next end tries again.
 *
 * @param warn is told why, unless the disk is full, which is said elsewhere
 */
export async function compactMetrics(
  runFolder: string,
  lease: Pick<GenerationLease, 'check'>,
  warn: (text: string) => void,
): Promise<void> {
  for (const [name, columns] of LOGS) {
    try {
      await compactLog(join(runFolder, 'metrics', name), columns, lease);
    } catch (error) {
      if (error instanceof StaleGenerationError) return;
      if (isDiskFull(error)) continue;
      const reason = error instanceof Error ? error.message : String(error);
      warn(`metrics/${name} was not compacted: ${reason} Nothing of it is lost.`);
    }
  }
}
