import type { JobSummary } from '@shared/contract/job';
import { sizeText } from '../../format/bytes';
import { count } from '../../format/numbers';

/** "1,200 of 5,000 samples", "104 MB of 170 MB": how far a job is. */
export function doneWords({ done, total, unit }: Pick<JobSummary, 'done' | 'total' | 'unit'>): string {
  if (total <= 0) return done > 0 && unit === 'bytes' ? sizeText(done) : 'starting';
  return unit === 'bytes'
    ? `${sizeText(done)} of ${sizeText(total)}`
    : `${count(done)} of ${count(total)} ${unit}`;
}
