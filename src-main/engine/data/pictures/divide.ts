import type { Part } from '../import/content-fingerprint';
import { holdOut } from '../import/hold-out';
import type { ReportCollector } from '../import/report-collector';

/** What is known of each decoded picture, by its number. */
export interface Decoded {
  labels: Uint8Array;
  /** as the folders say; undefined for a picture that was left out */
  parts: readonly (Part | undefined)[];
  /** the first picture with the same pixels */
  first: Int32Array;
  where: (index: number) => string;
}

/**
 * Says what part each picture is in. Where no test part is given, some of each class are held back, and pictures that are
 * the same stay together.
 *
 * @returns undefined for a picture that cannot be divided, and is set aside
 */
export function divide(
  { labels, parts, first, where }: Decoded,
  names: readonly string[],
  { testFraction, seed }: { testFraction: number; seed: number },
  report: ReportCollector,
): (Part | undefined)[] {
  const divided: (Part | undefined)[] = [...parts];
  if (parts.includes('test') || testFraction === 0) return divided;
  const training = [...labels.keys()].filter((index) => parts[index] === 'train');
  const counts = names.map(() => 0);
  for (const index of training) counts[labels[index]!]!++;
  const whole = training.filter((index) => {
    if (counts[labels[index]!] !== 1) return true;
    report.setAside(
      'class with one sample',
      where(index),
      `"${names[labels[index]!]}" has no other picture, so that it cannot be trained and tested on`,
    );
    divided[index] = undefined;
    return false;
  });
  const held = holdOut(
    {
      count: whole.length,
      classes: Uint8Array.from(whole, (index) => labels[index]!),
      groups: Int32Array.from(whole, (index) => first[index]!),
    },
    testFraction,
    seed,
  );
  for (const at of held) divided[whole[at]!] = 'test';
  return divided;
}
