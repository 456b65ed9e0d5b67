import { exportFormatSchema } from '@shared/contract/export';
import { EXPORT_FORMAT_IDS, type ExportFormat } from '@shared/export/formats';
import { sharedCheckpointsSchema, type SharedCheckpoints } from '@shared/open/run-file';
import type { ExportCommand } from './commands/export';
import { METRICS_FORMATS, type MetricsCommand, type MetricsFormat } from './commands/metrics';
import type { ReportCommand } from './commands/report';
import type { ShareCommand } from './commands/share';
import { namedCheckpoint } from './named-checkpoint';
import type { OptionValues } from './options';
import { UsageError } from './usage-error';

/** What a command writes of a run into files. */
export type FileCommand = ExportCommand | MetricsCommand | ReportCommand | ShareCommand;

function metricsFormat(text: string | undefined): MetricsFormat {
  const found = METRICS_FORMATS.find((format) => format === text);
  if (found !== undefined) return found;
  const known = METRICS_FORMATS.join(', ');
  throw new UsageError(
    text === undefined
      ? `metrics needs --format, one of ${known}: see \`trainyard help metrics\`.`
      : `--format must be one of ${known}, not "${text}".`,
    '--format',
  );
}

function exportFormat(text: string | undefined): ExportFormat {
  const parsed = exportFormatSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  const known = EXPORT_FORMAT_IDS.join(', ');
  throw new UsageError(
    text === undefined
      ? `export needs --format, one of ${known}: see \`trainyard help export\`.`
      : `--format must be one of ${known}, not "${text}".`,
    '--format',
  );
}

function sharedCheckpoints(text: string | undefined): SharedCheckpoints {
  const parsed = sharedCheckpointsSchema.safeParse(text ?? 'best-and-last');
  if (parsed.success) return parsed.data;
  throw new UsageError(`--checkpoints must be best-and-last, all or none, not "${text}".`, '--checkpoints');
}

export const reportArguments = (
  run: string,
  { to, force = false }: Pick<OptionValues, 'to' | 'force'>,
): ReportCommand => ({ name: 'report', run, to, force });

/** @throws UsageError */
export const metricsArguments = (
  run: string,
  { to, format, force = false }: Pick<OptionValues, 'to' | 'format' | 'force'>,
): MetricsCommand => ({ name: 'metrics', run, format: metricsFormat(format), to, force });

/** @throws UsageError */
export function exportArguments(
  run: string,
  { checkpoint, format, to, force = false }: Pick<OptionValues, 'checkpoint' | 'format' | 'to' | 'force'>,
): ExportCommand {
  if (to === undefined) {
    throw new UsageError('export needs --to PATH, a folder or an archive that is to be written.', '--to');
  }
  return { name: 'export', ...namedCheckpoint(run, checkpoint), format: exportFormat(format), to, force };
}

/** @throws UsageError */
export const shareArguments = (
  run: string,
  { to, checkpoints }: Pick<OptionValues, 'to' | 'checkpoints'>,
): ShareCommand => ({ name: 'share', run, to, checkpoints: sharedCheckpoints(checkpoints) });
