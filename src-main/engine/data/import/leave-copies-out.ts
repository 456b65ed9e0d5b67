import type { ImportOptions } from '@shared/contract/import';
import type { Part } from './content-fingerprint';
import type { SampleFacts } from './duplicates';
import type { ReportCollector } from './report-collector';

/** Where copies are in two parts, the first of these keeps them: a test is to stay as it was given. */
const KEEPS: readonly Part[] = ['test', 'validation', 'train'];
const PART_WORDS: Record<Part, string> = { train: 'training', validation: 'validation', test: 'test' };

export interface CopiesFacts extends SampleFacts {
  /** for each sample the first with the very same input, as `Duplicates` finds it */
  first: Int32Array;
}

/**
 * Sets copies aside as was chosen: those of other parts than the one that keeps them, and with `once` also all but the
 * first of a part that have the same target.
 *
 * @returns numbers of the samples that are out, ascending
 */
export function leaveCopiesOut(
  { first, partOf, classOf, whereOf }: CopiesFacts,
  rule: ImportOptions['duplicates'],
  collector: ReportCollector,
): number[] {
  if (rule === 'keep') return [];
  const keepers = new Map<number, { sample: number; part: Part }>();
  for (let sample = 0; sample < first.length; sample++) {
    const part = partOf(sample);
    if (part === undefined) continue;
    const keeper = keepers.get(first[sample]!);
    if (keeper && KEEPS.indexOf(keeper.part) <= KEEPS.indexOf(part)) continue;
    keepers.set(first[sample]!, { sample, part });
  }
  const kept = new Map<string, number>();
  const out: number[] = [];
  for (let sample = 0; sample < first.length; sample++) {
    const part = partOf(sample);
    if (part === undefined) continue;
    const keeper = keepers.get(first[sample]!)!;
    if (keeper.part !== part) {
      out.push(sample);
      const where = `${whereOf(keeper.sample)}, which is in the ${PART_WORDS[keeper.part]} part`;
      collector.setAside('copy', whereOf(sample), `in the ${PART_WORDS[part]} part, the same as ${where}`);
      continue;
    }
    if (rule === 'one-part') continue;
    const key = `${first[sample]!} ${classOf(sample)}`;
    const other = kept.get(key);
    if (other === undefined) {
      kept.set(key, sample);
      continue;
    }
    out.push(sample);
    collector.setAside('copy', whereOf(sample), `the same as ${whereOf(other)}`);
  }
  return out;
}
