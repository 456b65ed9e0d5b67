import { z } from 'zod';

/** As semver.org 2.0 writes it: 1.2.3, 1.2.3-beta.4; what stands behind a plus sign counts for nothing. */
const VERSION =
  /^(\d{1,8})\.(\d{1,8})\.(\d{1,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

export const versionSchema = z.string().max(80).regex(VERSION);

const isNumber = (part: string): boolean => /^\d+$/.test(part);

/** Parts of what stands behind the hyphen: numbers come before words, and by their size. */
function compareParts(one: string, other: string): number {
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function partsOf(version: string): { numbers: number[]; before: string[] } {
  const found = VERSION.exec(version);
  if (found === null) throw new Error(`"${version}" is no version`);
  const [, major, minor, patch, before] = found;
  return { numbers: [major, minor, patch].map(Number), before: before?.split('.') ?? [] };
}

/**
 * The order of two versions, as semver.org 2.0 (11) settles it.
 *
 * @returns below 0 where `one` is older, above 0 where it is newer
 * @throws where one of them is no version
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (const [at, number] of a.numbers.entries()) {
    const difference = number - b.numbers[at]!;
    if (difference !== 0) return difference;
  }
  // One that comes before the version itself is older than it.
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length;
  for (const [at, part] of a.before.entries()) {
    const against = b.before[at];
    if (against === undefined) return 1;
    const difference = compareParts(part, against);
    if (difference !== 0) return difference;
  }
  return a.before.length - b.before.length;
}
