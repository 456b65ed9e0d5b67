import type { ListedSweep, SweepTrial } from '../contract/sweep';
import { measureText } from '../format/measures';
import { MONITOR_NAMES, type BestMetric } from '../spec/stopping';
import { meanWords } from '../sweep/seed-curves';
import { assignmentWords, counted } from '../sweep/sweep-words';
import type { Ending } from './run-ending';

type Ended = Pick<ListedSweep, 'id' | 'name' | 'phase' | 'reason' | 'best' | 'metric' | 'seeds'>;

const bestWords = (metric: BestMetric, { trial, set, best }: SweepTrial): string =>
  `Best: trial ${trial + 1} (${assignmentWords(set)}), ${MONITOR_NAMES[metric]} ${measureText(metric, best ?? 0)}.`;

const meanSentence = (metric: BestMetric, seeds: NonNullable<Ended['seeds']>): string =>
  `Mean ${MONITOR_NAMES[metric]} ${meanWords(seeds, (value) => measureText(metric, value))} of ${counted(seeds.count, 'seed')}.`;

/**
 * What there is to tell of a sweep that went on by itself and does so no more. Nothing of one that somebody stopped or
 * paused: they know.
 *
 * @param before the phase in which it was last seen, if it was
 */
export function sweepEnding(before: ListedSweep['phase'] | undefined, sweep: Ended): Ending | undefined {
  const { id, name, phase, reason, best, metric, seeds } = sweep;
  if (before !== 'running' || phase === 'running') return undefined;
  const page = `/sweeps/${id}`;
  if (phase === 'paused' && reason !== null) {
    return { page, title: `${name} paused itself`, body: reason, isBad: true };
  }
  if (phase !== 'done') return undefined;
  const told = seeds
    ? meanSentence(metric, seeds)
    : best
      ? bestWords(metric, best)
      : 'No trial came to anything.';
  return {
    page,
    title: `${name} is done`,
    body: [reason, told].filter(Boolean).join(' '),
    isBad: best === null,
  };
}
