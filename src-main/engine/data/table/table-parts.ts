import { DataError } from '../data-error';
import { holdOut } from '../import/hold-out';
import { PART_CODES, type Survey } from './survey-table';
import type { FoundTarget } from './table-target';

const TRAIN = 1 + PART_CODES.indexOf('train');
const TEST = 1 + PART_CODES.indexOf('test');

/**
 * The part of each row, as the survey keeps it; 0 for rows that are set aside. Given parts stay; where none is a test
 * part, one is held out of the training rows.
 *
 * @param isGiven whether a column says the parts
 * @throws DataError when nothing is left to train on
 */
export function partsOfRows(
  { survey, found, isGiven, path }: { survey: Survey; found: FoundTarget; isGiven: boolean; path: string },
  { testFraction, seed }: { testFraction: number; seed: number },
): Uint8Array {
  const { rows, isOut, classes, groups, parts: given, collector } = survey;
  const parts = new Uint8Array(rows);
  const training: number[] = [];
  let hasTest = false;
  for (let row = 0; row < rows; row++) {
    if (isOut.at(row) === 1) continue;
    const part = isGiven ? given.at(row) : TRAIN;
    parts[row] = part;
    if (part === TEST) hasTest = true;
    if (part === TRAIN) training.push(row);
  }
  if (training.length === 0) {
    const reason = collector.commonestReason;
    throw new DataError(
      isGiven && reason === undefined
        ? `No row of ${path} is in the training part: write "train" into the column that names the parts.`
        : `Nothing is left of ${path} to train on: its ${rows.toLocaleString('en')} rows were set aside${reason === undefined ? '' : `, most for "${reason}"`}. Look at its columns with \`data check\`.`,
      'path',
    );
  }
  if (hasTest) return parts;
  const isClasses = found.target.type === 'classes';
  const pick = (of: (row: number) => number) => Int32Array.from(training, of);
  const held = holdOut(
    {
      count: training.length,
      classes: isClasses ? Uint8Array.from(pick((row) => found.classOf.get(classes.at(row))!)) : undefined,
      groups: groups.length > 0 ? pick((row) => groups.at(row)) : undefined,
    },
    testFraction,
    seed,
  );
  for (const index of held) parts[training[index]!] = TEST;
  return parts;
}
