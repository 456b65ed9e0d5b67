import type { DatasetSource } from '@shared/contract/dataset';
import type { ColumnChoice } from '@shared/contract/import';
import { sizeOf } from '@shared/model/describe';
import { leaveCopiesOut } from '../import/leave-copies-out';
import { PARTS, type Part } from '../import/content-fingerprint';
import { doubtClasses } from '../import/class-doubts';
import { DatasetBuilder } from '../import/dataset-builder';
import type { ImportedDataset } from '../import/builder-options';
import { Duplicates } from '../import/duplicates';
import { blamingChanges } from '../import/file-mark';
import { growingFloats } from '../import/growing';
import { NearDuplicates } from '../import/near-duplicates';
import { PartBuffer } from '../import/part-buffer';
import type { ImportSource } from '../import/source-reader';
import { PART_CODES, surveyTable, type Survey } from '../table/survey-table';
import { partsOfRows } from '../table/table-parts';
import type { PlannedColumn } from '../table/table-plan';
import { rowName } from '../table/table-source';
import { findTarget, type FoundTarget } from '../table/table-target';
import { arrayInput, type ArrayInput } from './array-input';
import { filesOf, type PartArrays } from './array-parts';
import { arrayTable } from './array-table';
import { targetReader, type TargetForm } from './array-targets';
import { inStep } from './in-step';
import { isText } from './npy-elements';

export interface ArraysImport extends Omit<ImportSource, 'name'> {
  name: string;
  description: DatasetSource;
  parts: readonly PartArrays[];
  form: TargetForm;
}

/** Sets samples aside that hold what is no finite number. */
async function setUnfitAside(
  parts: readonly PartArrays[],
  { read, input }: ArrayInput,
  { isOut, collector }: Survey,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sample = new Float32Array(sizeOf(input.shape));
  let row = 0;
  for (const { inputs } of parts) {
    for await (const { count, views } of inStep([inputs], signal)) {
      const { view, at, itemBytes } = views[0]!;
      for (let item = 0; item < count; item++, row++) {
        if (isOut.at(row) === 1) continue;
        read(view, at + item * itemBytes, sample);
        const unfit = sample.findIndex((value) => !Number.isFinite(value));
        if (unfit === -1) continue;
        isOut.set(row, 1);
        collector.setAside('not a number', rowName(row), `number ${unfit} is ${sample[unfit]}`);
      }
    }
  }
}

/** What targets and parts alone are for. */
const planned = (choices: readonly ColumnChoice[], isText: boolean): PlannedColumn[] =>
  choices.map(({ name, role = 'ignore' }) => ({
    name,
    role,
    type: role === 'target' && !isText ? 'number' : 'category',
    fill: 'mean',
    isRoleChosen: true,
    isTypeChosen: true,
  }));

/** What is known of samples before they are written. */
interface Divided {
  survey: Survey;
  found: FoundTarget;
  /** of each row, its place in `PART_CODES` plus 1; 0 where it is left out */
  rowParts: Uint8Array;
}

interface KeptSample {
  row: number;
  part: Part;
  /** the number of its class, or its values */
  target: readonly number[];
  readInput: (into: Uint8Array | Float32Array) => void;
}

/** Reads arrays once more, and visits each sample that is in a part, in order. @param onChunk told of rows so far */
async function visitKept(
  { parts, form, signal }: ArraysImport,
  { read }: ArrayInput,
  { survey, found, rowParts }: Divided,
  visit: (sample: KeptSample) => Promise<void> | void,
  onChunk?: (rows: number) => void,
): Promise<void> {
  const isClasses = found.target.type === 'classes';
  let row = 0;
  for (const { inputs, targets } of parts) {
    const readTarget = targetReader(targets!.header, form);
    for await (const { count, views } of inStep([inputs, targets!], signal)) {
      const [from, its] = [views[0]!, views[1]!];
      for (let item = 0; item < count; item++, row++) {
        const part = PART_CODES[rowParts[row]! - 1];
        if (part === undefined) continue;
        const target = isClasses
          ? [found.classOf.get(survey.classes.at(row))!]
          : readTarget(its.view, its.at + item * its.itemBytes).map(Number);
        const readInput = (into: Uint8Array | Float32Array) =>
          read(from.view, from.at + item * from.itemBytes, into);
        await visit({ row, part, target, readInput });
      }
      onChunk?.(row);
    }
  }
}

/** Takes copies out of their parts that were chosen not to stay. */
async function leaveArrayCopiesOut(
  request: ArraysImport,
  shown: ArrayInput,
  divided: Divided,
): Promise<void> {
  const rule = request.options.duplicates;
  if (rule === 'keep') return;
  const duplicates = new Duplicates();
  const rows = growingFloats();
  const keys = growingFloats();
  const size = sizeOf(shown.input.shape);
  const sample = shown.input.type === 'pictures' ? new Uint8Array(size) : new Float32Array(size);
  await visitKept(request, shown, divided, ({ row, target, readInput }) => {
    readInput(sample);
    duplicates.add(new Uint8Array(sample.buffer));
    rows.push(row);
    keys.push(keyOf(Float32Array.from(target)));
  });
  const { survey, rowParts } = divided;
  const facts = {
    first: duplicates.first,
    partOf: (index: number) => PART_CODES[rowParts[rows.at(index)]! - 1],
    classOf: (index: number) => keys.at(index),
    whereOf: (index: number) => rowName(rows.at(index)),
  };
  for (const index of leaveCopiesOut(facts, rule, survey.collector)) rowParts[rows.at(index)] = 0;
}

/** Of a target; different ones hardly ever have the same. */
const keyOf = (target: Float32Array | Uint8Array): number =>
  Array.from(target).reduce((key, value) => key * 31 + value, 0);

async function encode(
  request: ArraysImport,
  shown: ArrayInput,
  divided: Divided,
  builder: DatasetBuilder,
): Promise<Record<Part, number[]>> {
  const { survey, found, rowParts } = divided;
  const buffers = new Map(PARTS.map((part) => [part, new PartBuffer(builder, part)]));
  const isClasses = found.target.type === 'classes';
  const zeros = () => found.target.names.map(() => 0);
  const classCounts = { train: zeros(), validation: zeros(), test: zeros() };
  const duplicates = new Duplicates();
  const near =
    shown.input.type === 'pictures'
      ? new NearDuplicates(shown.input.shape[0]!, shown.input.shape[1]!)
      : undefined;
  const added = { train: 0, validation: 0, test: 0 };
  /** of each picture, its number in its part */
  const places = growingFloats();
  const keptRows = growingFloats();
  const keys = growingFloats();
  const encodeOne = async ({ row, part, target, readInput }: KeptSample) => {
    const buffer = buffers.get(part)!;
    const into = buffer.next();
    readInput(into.input);
    into.target.set(target);
    if (isClasses) classCounts[part][target[0]!]!++;
    const bytes = new Uint8Array(into.input.buffer, into.input.byteOffset, into.input.byteLength);
    duplicates.add(bytes);
    if (near) {
      near.add(bytes, shown.input.shape.at(-1)!);
      places.push(added[part]++);
    }
    keptRows.push(row);
    keys.push(keyOf(into.target));
    await buffer.added({ row });
  };
  await visitKept(request, shown, divided, encodeOne, (rows) =>
    request.onProgress(Math.floor((survey.rows + rows) / 2), survey.rows),
  );
  for (const buffer of buffers.values()) await buffer.flush();
  const partOf = (sample: number) => PART_CODES[rowParts[keptRows.at(sample)]! - 1];
  const facts = {
    partOf,
    classOf: (sample: number) => keys.at(sample),
    whereOf: (sample: number) => rowName(keptRows.at(sample)),
  };
  duplicates.report(survey.collector, facts);
  await near?.report(survey.collector, {
    ...facts,
    first: duplicates.first,
    pixelsOf: (sample) => builder.input(partOf(sample)!, places.at(sample)),
    signal: request.signal,
  });
  return classCounts;
}

/**
 * Imports arrays whose samples have more than one axis: pictures where they are bytes, else numbers as they are.
 *
 * @throws DataError in one sentence
 * @throws the signal's reason when aborted
 */
export function importArrays(request: ArraysImport): Promise<ImportedDataset> {
  return blamingChanges(filesOf(request.parts), request.signal, () => importParts(request));
}

async function importParts(request: ArraysImport): Promise<ImportedDataset> {
  const { path, parts, form, options, signal, datasetsFolder, name, description, origin, onProgress } =
    request;
  const shown = arrayInput(parts[0]!.inputs);
  const inputs = parts.map((part) => arrayInput(part.inputs));
  const { source, choices } = arrayTable(parts, form, { path, isWithInputs: false });
  const columns = planned(choices, isText(parts[0]!.targets!.header.type));
  const survey = await surveyTable(source, columns, {
    setsMissingAside: false,
    exclude: options.exclude,
    signal,
    onRows: (rows) => onProgress(Math.floor(rows / 2), source.count ?? rows),
  });
  if (inputs.some(({ mayBeUnfit }) => mayBeUnfit)) await setUnfitAside(parts, shown, survey, signal);
  const { collector } = survey;
  collector.notes.push(...source.notes, ...shown.notes);
  const found = findTarget(columns, survey, options.arrays.task ?? form.task, path);
  const isGiven = parts.some(({ part }) => part !== undefined);
  const rowParts = partsOfRows({ survey, found, isGiven, path }, options);
  await leaveArrayCopiesOut(request, shown, { survey, found, rowParts });
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    input: shown.input,
    target: found.target,
    hasRows: true,
    expected: survey.rows - collector.setAsideCount,
    origin,
    files: source.files,
    signal,
  });
  try {
    const classCounts = await encode(request, shown, { survey, found, rowParts }, builder);
    if (found.target.type === 'classes') {
      doubtClasses(collector, {
        names: found.target.names,
        train: classCounts.train,
        test: builder.count('test') > 0 ? classCounts.test : undefined,
      });
    }
    return await builder.finish({ source: description, report: collector.report() });
  } finally {
    await builder.close();
  }
}
