import { METRICS_FORMATS, type MetricsCommand, type MetricsFormat } from './commands/metrics';
import type { ReportCommand } from './commands/report';
import { UsageError } from './usage-error';

interface Options {
  to?: string | undefined;
  format?: string | undefined;
  force?: boolean | undefined;
}

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

export const reportArguments = (run: string, { to, force = false }: Options): ReportCommand => ({
  name: 'report',
  run,
  to,
  force,
});

export const metricsArguments = (run: string, { to, format, force = false }: Options): MetricsCommand => ({
  name: 'metrics',
  run,
  format: metricsFormat(format),
  to,
  force,
});
