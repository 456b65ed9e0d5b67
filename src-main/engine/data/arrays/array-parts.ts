import type { ImportOptions } from '@shared/contract/import';
import { DataError } from '../data-error';
import { PARTS, type Part } from '../import/content-fingerprint';
import type { FileMark } from '../import/file-mark';
import type { ArrayFile, StoredArray } from './array-file';

/** Inputs and targets that belong together. */
export interface PartArrays {
  /** undefined where all samples are in one array */
  part: Part | undefined;
  inputs: StoredArray;
  /** undefined where the last column of the inputs is the target */
  targets: StoredArray | undefined;
  /** what a person should know of how they were found */
  note?: string;
}

/** That parts are read from. */
export const filesOf = (parts: readonly PartArrays[]): FileMark[] =>
  parts.flatMap(({ inputs, targets }) => (targets ? [inputs.file, targets.file] : [inputs.file]));

const PART_WORDS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  tr: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  te: 'test',
};
const INPUT_WORDS = [
  'x',
  'data',
  'images',
  'image',
  'features',
  'feature',
  'inputs',
  'input',
  'samples',
  'arr_0',
];
const TARGET_WORDS = ['y', 'labels', 'label', 'targets', 'target', 'classes', 'class', 'arr_1'];

type Kind = 'inputs' | 'targets';

/** What the name of an array says of it; undefined where it says nothing. */
export function meaningOf(name: string): { kind: Kind; part: Part | undefined } | undefined {
  const words = name
    .toLowerCase()
    // "xtrain" is as common as "x_train".
    .replace(/^([xy])(?=(?:train|test|val|dev))/, '$1_')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const partWord = words.find((word) => Object.hasOwn(PART_WORDS, word));
  const rest = words.filter((word) => word !== partWord).join('_');
  const part = partWord === undefined ? undefined : PART_WORDS[partWord];
  if (INPUT_WORDS.includes(rest)) return { kind: 'inputs', part };
  if (TARGET_WORDS.includes(rest)) return { kind: 'targets', part };
  return undefined;
}

const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ') || 'none';

/** @throws DataError when there is no such array, or it cannot be read */
function arrayNamed({ arrays, faults, path }: ArrayFile, name: string, field: string): StoredArray {
  const fault = faults.get(name);
  if (fault) throw fault;
  const found = arrays.find((array) => array.name === name);
  if (found) return found;
  throw new DataError(
    `${path} has no array "${name}": it has ${listed(arrays.map((array) => array.name))}.`,
    field,
  );
}

/**
 * Which arrays are inputs and which their targets: as a person chose, else by their names.
 *
 * @throws DataError when they cannot be told, or do not fit together
 */
export function findParts(file: ArrayFile, options: ImportOptions['arrays']): PartArrays[] {
  const { path, arrays, faults, format } = file;
  const named = new Map<string, string>();
  for (const name of [...arrays.map((array) => array.name), ...faults.keys()]) {
    const meaning = meaningOf(name);
    const key = meaning && `${meaning.kind} ${meaning.part ?? ''}`;
    if (key !== undefined && !named.has(key)) named.set(key, name);
  }
  const found = (kind: Kind, part: Part | undefined) => {
    const name = named.get(`${kind} ${part ?? ''}`);
    return name === undefined ? undefined : arrayNamed(file, name, `options.arrays.${kind}`);
  };
  const isChosen = options.inputs !== undefined || options.targets !== undefined;
  const parts: PartArrays[] = [];
  if (!isChosen) {
    for (const part of PARTS) {
      const inputs = found('inputs', part);
      const targets = found('targets', part);
      if (inputs && targets) parts.push({ part, inputs, targets });
    }
  }
  if (!parts.some(({ part }) => part === 'train')) parts.length = 0;
  if (parts.length === 0) {
    const chosen = (kind: Kind) => {
      const name = options[kind];
      return name === undefined ? found(kind, undefined) : arrayNamed(file, name, `options.arrays.${kind}`);
    };
    const guess = isChosen || format !== 'npz' || faults.size > 0 ? undefined : onlyPair(arrays);
    const inputs = chosen('inputs') ?? guess?.inputs ?? (format === 'npy' ? arrays[0] : undefined);
    const targets = chosen('targets') ?? guess?.targets ?? (format === 'npy' ? arrays[1] : undefined);
    if (inputs === undefined || (targets === undefined && format === 'npz')) {
      const missing = inputs === undefined ? 'inputs' : 'targets';
      const all = [...arrays.map((array) => array.name), ...faults.keys()];
      throw new DataError(
        `${path} has no array whose name says that it is the ${missing} (x and y, data and labels, x_train and y_train, …): it has ${listed(all)}; choose one.`,
        `options.arrays.${missing}`,
      );
    }
    const isGuessed = inputs === guess?.inputs && targets === guess.targets;
    parts.push({
      part: undefined,
      inputs,
      targets: targets === inputs ? undefined : targets,
      ...(isGuessed && {
        note: `By their shapes, "${inputs.name}" was taken for the samples and "${targets?.name}" for what is to be predicted.`,
      }),
    });
  }
  checkParts(parts);
  return parts;
}

/** Samples and one target for each, where the shapes leave no other choice; undefined where they do. */
function onlyPair(arrays: readonly StoredArray[]): { inputs: StoredArray; targets: StoredArray } | undefined {
  const pairs = arrays.flatMap((inputs) => {
    const { shape, type } = inputs.header;
    if (shape.length < 2 || type.kind === 'S' || type.kind === 'U') return [];
    return arrays
      .filter(({ header }) => header.shape.length === 1 && header.shape[0] === shape[0])
      .map((targets) => ({ inputs, targets }));
  });
  return pairs.length === 1 ? pairs[0] : undefined;
}

function checkParts(parts: readonly PartArrays[]): void {
  const [first] = parts;
  const itemOf = ({ header }: StoredArray) => header.shape.slice(1).join(' × ');
  for (const { inputs, targets } of parts) {
    const { shape, type } = inputs.header;
    if (shape.length === 0) {
      throw new DataError(`${inputs.where} is a single number: samples are along the first axis.`, 'path');
    }
    if (type.kind === 'S' || type.kind === 'U') {
      throw new DataError(
        `${inputs.where} holds text, and models learn from numbers: choose another array.`,
        'path',
      );
    }
    if (shape.includes(0)) throw new DataError(`${inputs.where} is empty: it holds no samples.`, 'path');
    if (itemOf(inputs) !== itemOf(first!.inputs)) {
      throw new DataError(
        `${inputs.where} has samples of ${itemOf(inputs)} and ${first!.inputs.where} of ${itemOf(first!.inputs)}: all parts must have the same shape.`,
        'path',
      );
    }
    if (targets === undefined) {
      if (shape.length === 2 && shape[1]! > 1) continue;
      throw new DataError(
        `${inputs.where} has no targets: lay them beside it as y.npy, or save both in one NPZ file as x and y.`,
        'path',
      );
    }
    const count = targets.header.shape[0];
    if (count !== shape[0]) {
      throw new DataError(
        `${inputs.where} holds ${shape[0]!.toLocaleString('en')} samples but ${targets.where} ${(count ?? 1).toLocaleString('en')} targets: take arrays that belong together.`,
        'path',
      );
    }
    const width = targets.header.shape.slice(1).reduce((product, size) => product * size, 1);
    if (targets.header.shape.length > 2 || width === 0) {
      throw new DataError(
        `${targets.where} has ${targets.header.shape.length} axes: targets are one number or text for each sample, or a row of numbers.`,
        'path',
      );
    }
    if (width !== (first!.targets?.header.shape[1] ?? 1)) {
      throw new DataError(
        `${targets.where} has other targets than ${first!.targets?.where}: all parts must have the same.`,
        'path',
      );
    }
  }
}
