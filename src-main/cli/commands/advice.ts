import { receivedRows } from '@shared/series/sent-rows';
import { advise } from '@shared/advice/advise';
import type { Advice } from '@shared/advice/recorded-run';
import { thinLosses } from '@shared/advice/thin-losses';
import type { StudioClient } from '@shared/contract/client';
import type { EpochDetail } from '@shared/contract/recorded';
import type { RunSummary } from '@shared/contract/run';
import { NORM_COLUMNS, type NormColumn } from '@shared/series/columns';
import type { Mend } from '@shared/spec/problem';
import type { Session } from '../session';

function columnOf(rows: Float64Array, name: NormColumn): number[] {
  const [width, at] = [NORM_COLUMNS.length, NORM_COLUMNS.indexOf(name)];
  return Array.from({ length: rows.length / width }, (_, row) => rows[row * width + at]!);
}

/** A change as one would type it, or in words where it is too long for that. */
export function mendWords({ label, changes }: Mend): string {
  const isShort = changes.every(({ value }) => typeof value !== 'object');
  return isShort ? changes.map(({ path, value }) => `--set ${path}=${String(value)}`).join(' ') : label;
}

/** Says what a run's curves show, with what to try; nothing of a run that learns well. */
export async function showAdvice(
  { client, output }: Pick<Session, 'output'> & { client: StudioClient },
  { id, spec, classes, epochs }: RunSummary,
  details: readonly EpochDetail[],
  norms: Float64Array,
): Promise<void> {
  const series = await receivedRows(await client.runs.thinned({ run: id, fromRow: 0 }));
  const found: Advice[] = advise({
    spec,
    classes,
    epochs,
    losses: thinLosses(new Float64Array(series)),
    norms: {
      step: columnOf(norms, 'step'),
      gradientNorm: columnOf(norms, 'gradientNorm'),
      updateRatio: columnOf(norms, 'updateRatio'),
    },
    details,
  });
  for (const advice of found) {
    output.event({ event: 'advice', ...advice });
    output.line(`\n! ${advice.title} ${advice.why}`);
    for (const mend of advice.mends) output.line(`  try: ${mendWords(mend)}`);
  }
}
