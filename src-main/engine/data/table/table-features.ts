import type { FeatureColumn } from '@shared/contract/dataset';
import { widthOf } from '@shared/data/layout';
import { DataError } from '../data-error';
import { naturalOrder } from '../import/natural-order';
import type { ColumnProfile } from './column-profile';
import { holdsDates } from './date-columns';
import type { Survey } from './survey-table';
import { looksLikeId, type PlannedColumn } from './table-plan';

const MOST_CATEGORIES = 100;
/** Numbers that a row becomes. */
const MOST_WIDTH = 100_000;

export interface Feature {
  /** of the column in the table */
  index: number;
  column: FeatureColumn;
  /** the place of each category among them; empty for numbers */
  categoryOf: Map<string, number>;
}

/** Numbers that a row becomes. */
export const widthOfFeatures = (features: readonly Feature[]): number =>
  features.reduce((sum, { column }) => sum + widthOf(column), 0);

const manyTexts = ({ isOverfull, distinct }: ColumnProfile) =>
  `${isOverfull ? 'more than ' : ''}${distinct.toLocaleString('en')} different texts`;

/** Whether a column that nobody chose is left out, as its texts are too many to be categories. */
export const hasTooManyTexts = (column: PlannedColumn, profile: ColumnProfile): boolean =>
  column.role === 'feature' &&
  column.type === 'category' &&
  (profile.isOverfull || profile.distinct > MOST_CATEGORIES);

/**
 * Columns as the import will take them, as far as the first rows tell: what it will leave out is left out here too.
 *
 * @returns a sentence for each that is
 */
export function leaveTextsOut(
  columns: readonly PlannedColumn[],
  profiles: readonly ColumnProfile[],
): string[] {
  return columns.flatMap((column, index) => {
    const profile = profiles[index]!;
    if (!hasTooManyTexts(column, profile) || column.isRoleChosen || column.isTypeChosen) return [];
    column.role = 'ignore';
    // What is to be done about dates is said of them elsewhere.
    if (holdsDates(profile)) return [];
    return [
      `Column "${column.name}" has ${manyTexts(profile)}, too many to be categories, and would be left out: put the texts into groups in the file to learn from them.`,
    ];
  });
}

function featureOf(index: number, column: PlannedColumn, profile: ColumnProfile): Feature {
  const { name, fill } = column;
  const missing = profile.missingAs(column.type);
  if (column.type === 'number') {
    return { index, column: { type: 'number', name, missing, fill }, categoryOf: new Map() };
  }
  const categories = [...profile.counts.keys()].toSorted(naturalOrder);
  const categoryOf = new Map(categories.map((category, place) => [category, place]));
  return { index, column: { type: 'category', name, categories, missing }, categoryOf };
}

/**
 * The columns that a model is shown, with what was found of them. Columns that nothing can be learnt from, and that
 * nobody chose, are left out: their role becomes `ignore`, and the report says why.
 *
 * @throws DataError when a chosen column cannot be shown, or none is left
 */
export function findFeatures(columns: PlannedColumn[], survey: Survey, path: string): Feature[] {
  const { profiles, collector } = survey;
  const features: Feature[] = [];
  const many: string[] = [];
  const numbering: string[] = [];
  // Both are doubts of one kind, which has one text.
  const words = () => [tooManyTexts(many), idLike(numbering)].filter(Boolean).join(' ');
  for (const [index, column] of columns.entries()) {
    if (column.role !== 'feature') continue;
    const profile = profiles[index]!;
    const named = `Column "${column.name}"`;
    if (profile.values === 0) {
      column.role = 'ignore';
      collector.notes.push(`${named} is empty, and was left out.`);
      continue;
    }
    if (hasTooManyTexts(column, profile)) {
      if (column.isRoleChosen || column.isTypeChosen) {
        throw new DataError(
          `${named} of ${path} has ${manyTexts(profile)}, but ${MOST_CATEGORIES} categories is the most: ignore it, or put them into groups in the file.`,
          'options.table.columns',
        );
      }
      column.role = 'ignore';
      many.push(column.name);
      collector.doubt('id-like column', column.name, manyTexts(profile), () => words());
      continue;
    }
    if (profile.distinct === 1 && !profile.isOverfull && profile.missingAs(column.type) === 0) {
      collector.doubt('constant column', column.name, '', constantColumns);
    }
    if (looksLikeId(profile, column.type)) {
      numbering.push(column.name);
      collector.doubt('id-like column', column.name, '', () => words());
    }
    features.push(featureOf(index, column, profile));
  }
  if (features.length === 0) {
    throw new DataError(
      `${path} has no column to learn from: all are empty, ignored or of too many different texts.`,
      'options.table.columns',
    );
  }
  const width = features.reduce((sum, { column }) => sum + widthOf(column), 0);
  if (width > MOST_WIDTH) {
    throw new DataError(
      `A row of ${path} becomes ${width.toLocaleString('en')} numbers, but ${MOST_WIDTH.toLocaleString('en')} is the most: ignore some columns of many categories.`,
      'options.table.columns',
    );
  }
  return features;
}

const columnsWords = (count: number) => (count === 1 ? 'A column' : `${count.toLocaleString('en')} columns`);
const namedColumns = (names: readonly string[]) =>
  names.length === 1 ? `Column "${names[0]}"` : columnsWords(names.length);
const tooManyTexts = (names: readonly string[]) =>
  names.length > 0 &&
  `${namedColumns(names)} of too many different texts to be categories ${names.length === 1 ? 'was' : 'were'} left out: put the texts into groups in the file to learn from them.`;
const idLike = (names: readonly string[]) =>
  names.length > 0 &&
  `${namedColumns(names)} ${names.length === 1 ? 'seems' : 'seem'} to number or name the rows: give the role id to what should not be learnt from.`;
const constantColumns = (count: number) =>
  `${columnsWords(count)} ${count === 1 ? 'has' : 'have'} the same value in all rows, of which nothing can be learnt: ignore what is not needed.`;
