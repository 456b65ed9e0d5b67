import type { FeatureColumn } from '@shared/contract/dataset';
import { widthOf } from '@shared/data/layout';
import { DataError } from '../data-error';
import { naturalOrder } from '../import/natural-order';
import type { ColumnProfile } from './column-profile';
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

function featureOf(index: number, column: PlannedColumn, profile: ColumnProfile): Feature {
  const { name, fill } = column;
  const { missing } = profile;
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
  for (const [index, column] of columns.entries()) {
    if (column.role !== 'feature') continue;
    const profile = profiles[index]!;
    const named = `Column "${column.name}"`;
    if (profile.values === 0) {
      column.role = 'ignore';
      collector.notes.push(`${named} is empty, and was left out.`);
      continue;
    }
    if (column.type === 'category' && (profile.isOverfull || profile.distinct > MOST_CATEGORIES)) {
      if (column.isRoleChosen || column.isTypeChosen) {
        throw new DataError(
          `${named} of ${path} has ${manyTexts(profile)}, but ${MOST_CATEGORIES} categories is the most: ignore it, or put them into groups in the file.`,
          'options.table.columns',
        );
      }
      column.role = 'ignore';
      collector.doubt('id-like column', column.name, manyTexts(profile), tooManyTexts);
      continue;
    }
    if (profile.distinct === 1 && !profile.isOverfull && profile.missing === 0) {
      collector.doubt('constant column', column.name, '', constantColumns);
    }
    if (looksLikeId(profile, column.type)) collector.doubt('id-like column', column.name, '', idLike);
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
const tooManyTexts = (count: number) =>
  `${columnsWords(count)} of too many different texts to be categories ${count === 1 ? 'was' : 'were'} left out: put the texts into groups in the file to learn from them.`;
const idLike = (count: number) =>
  `${columnsWords(count)} ${count === 1 ? 'seems' : 'seem'} to number or name the rows: give the role id to what should not be learnt from.`;
const constantColumns = (count: number) =>
  `${columnsWords(count)} ${count === 1 ? 'has' : 'have'} the same value in all rows, of which nothing can be learnt: ignore what is not needed.`;
