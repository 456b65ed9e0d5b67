import type { FeatureColumn } from '@shared/contract/dataset';
import type { Histogram } from '@shared/contract/import';
import type { DatasetBuilder } from '../import/dataset-builder';
import { Duplicates } from '../import/duplicates';
import { growingFloats } from '../import/growing';
import { PartBuffer } from '../import/part-buffer';
import { PARTS, type Part } from '../import/content-fingerprint';
import { Bars } from './bars';
import { isMissing, numberIn, type Cell, type CellRules } from './cell';
import { isUsable, keyOf } from './column-profile';
import { CategoryParts } from './category-parts';
import { FeatureGaps } from './feature-gaps';
import type { RowIds } from './row-ids';
import { PART_CODES, type Survey } from './survey-table';
import type { Feature } from './table-features';
import type { PlannedColumn } from './table-plan';
import { rowName, type TableSource } from './table-source';
import type { FoundTarget } from './table-target';

/** Writes a row as a model sees it: NaN where a number is missing, a 1 at the place of a category. */
export function encodeRow(
  row: readonly Cell[],
  features: readonly Feature[],
  rules: CellRules,
  into: Float32Array | Uint8Array,
): void {
  let at = 0;
  for (const { index, column, categoryOf } of features) {
    const cell = row[index]!;
    const missing = isMissing(cell, rules);
    if (column.type === 'number') {
      into[at++] = missing ? Number.NaN : numberIn(cell, rules);
      continue;
    }
    const width = column.categories.length;
    into.fill(0, at, at + width);
    const place = missing ? undefined : categoryOf.get(keyOf(cell));
    if (place !== undefined) into[at + place] = 1;
    at += width;
  }
}

export interface Encoding {
  source: TableSource;
  columns: readonly PlannedColumn[];
  features: readonly Feature[];
  survey: Survey;
  found: FoundTarget;
  /** of each row, as `partsOfRows` gives them */
  parts: Uint8Array;
  ids: RowIds;
  builder: DatasetBuilder;
  signal: AbortSignal | undefined;
  onRows: (rows: number) => void;
}

export interface Encoded {
  /** of each column; null where it is no number */
  histograms: (Histogram | null)[];
  /** samples of each class in each part */
  classCounts: Record<Part, Int32Array>;
  /** as a model is shown them, with what is missing in the rows that were kept */
  shown: FeatureColumn[];
}

/** The part of a row; undefined where it is set aside. */
export const rowPart = (parts: Uint8Array, row: number): Part | undefined => PART_CODES[parts[row]! - 1];

/** Writes a row's target, and says which rows have the same by a number. */
export function targetWriter({
  source,
  columns,
  survey,
  found,
}: Pick<Encoding, 'source' | 'columns' | 'survey' | 'found'>): (
  row: readonly Cell[],
  place: number,
  into: Float32Array | Uint8Array,
) => number {
  const targets = columns.flatMap(({ role }, index) => (role === 'target' ? [index] : []));
  if (found.target.type === 'classes') {
    return (_, place, into) => {
      into[0] = found.classOf.get(survey.classes.at(place))!;
      return into[0];
    };
  }
  return (row, _, into) => {
    let key = 0;
    for (const [value, index] of targets.entries()) {
      into[value] = numberIn(row[index]!, source.rules);
      key = key * 31 + into[value]!;
    }
    return key;
  };
}

/**
 * Reads a table for the second time and writes its rows as samples, in their order.
 *
 * @throws DataError when the file cannot be read, was changed since it was opened, or the disk is full
 */
export async function encodeTable(encoding: Encoding): Promise<Encoded> {
  const { source, columns, features, survey, found, parts, ids, builder, signal, onRows } = encoding;
  const { rules } = source;
  const isClasses = found.target.type === 'classes';
  const writeTarget = targetWriter(encoding);
  const buffers = new Map(PARTS.map((part) => [part, new PartBuffer(builder, part)]));
  const bars = survey.profiles.map(({ min, max }) => new Bars(min, max));
  const classCounts = {
    train: new Int32Array(found.target.names.length),
    validation: new Int32Array(found.target.names.length),
    test: new Int32Array(found.target.names.length),
  };
  const duplicates = new Duplicates();
  const keptRows = growingFloats();
  const targetKeys = growingFloats();
  const categories = new CategoryParts(features);
  const gaps = new FeatureGaps(features);
  let at = 0;
  for await (const { rows } of source.blocks(signal)) {
    signal?.throwIfAborted();
    for (const row of rows) {
      const place = at++;
      if (row.length === columns.length) countInBars(row, columns, bars, rules);
      const part = rowPart(parts, place);
      if (part === undefined) continue;
      const buffer = buffers.get(part)!;
      const { input, target } = buffer.next();
      encodeRow(row, features, rules, input);
      const key = writeTarget(row, place, target);
      if (isClasses) classCounts[part][key]!++;
      duplicates.add(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
      keptRows.push(place);
      targetKeys.push(key);
      categories.add(part, input);
      gaps.add(input);
      const group = survey.groups.length > 0 ? survey.groups.at(place) : undefined;
      await buffer.added({ group, row: place, ids: ids.of(row) });
    }
    onRows(at);
  }
  for (const buffer of buffers.values()) await buffer.flush();
  duplicates.report(survey.collector, {
    partOf: (sample) => rowPart(parts, keptRows.at(sample)),
    classOf: (sample) => targetKeys.at(sample),
    whereOf: (sample) => rowName(keptRows.at(sample)),
  });
  categories.report(survey.collector);
  const histograms = columns.map(({ type }, index) => (type === 'number' ? bars[index]!.histogram() : null));
  return { histograms, classCounts, shown: gaps.columns() };
}

function countInBars(
  row: readonly Cell[],
  columns: readonly PlannedColumn[],
  bars: readonly Bars[],
  rules: CellRules,
): void {
  for (const [index, { type }] of columns.entries()) {
    if (type !== 'number' || isMissing(row[index]!, rules)) continue;
    const value = numberIn(row[index]!, rules);
    if (isUsable(value)) bars[index]!.add(value);
  }
}
