import { capitalized } from '../../../format/numbers';
import type { SettingField } from '../../new-run/setting-field';
import type { ColumnRole, ColumnType, Inspection, SourceKind } from '@shared/contract/import';
import type { Fill } from '@shared/contract/dataset';

export const KIND_NAMES: Record<SourceKind, string> = {
  pictures: 'Folders of pictures',
  'text-table': 'CSV or TSV',
  parquet: 'Parquet table',
  arrays: 'NumPy arrays',
  idx: 'IDX files',
};

export const ROLE_NAMES: Record<ColumnRole, string> = {
  feature: 'Feature',
  target: 'To predict',
  ignore: 'Ignored',
  id: 'Row’s id',
  group: 'Group',
  split: 'Part',
};
export const TYPE_NAMES: Record<ColumnType, string> = { number: 'Number', category: 'Category' };
export const FILL_NAMES: Record<Fill, string> = { mean: 'mean', median: 'median', zero: '0' };

const task = (path: string): SettingField => ({
  path,
  label: 'Task',
  hint: 'Whether numbers to predict are classes, or values in units of their own.',
  options: [
    { value: '', label: 'As found' },
    { value: 'classification', label: 'Predict a class' },
    { value: 'regression', label: 'Predict a value' },
  ],
});

export const splitFields: readonly SettingField[] = [
  {
    path: 'testFraction',
    label: 'Held for test',
    hint: 'The share that no training ever sees, the same of each class; groups stay together.',
    unit: 'share',
  },
  { path: 'seed', label: 'Split seed', hint: 'The same seed, the same split.', isHintTip: true },
];

export const copyFields: readonly SettingField[] = [
  {
    path: 'duplicates',
    label: 'Copies',
    hint: 'Of samples with the very same input. Copies across parts test a model on what it was trained on; the report says how many there are.',
    isHintTip: true,
    options: [
      { value: 'keep', label: 'Keep all' },
      { value: 'one-part', label: 'In one part: test keeps' },
      { value: 'once', label: 'Keep each once' },
    ],
  },
];

const pictureFields = (size: { height: number; width: number } | undefined): readonly SettingField[] => [
  {
    path: 'pictures.height',
    label: 'Height',
    hint: 'Of all pictures; empty takes the commonest, 256 at most.',
    isHintTip: true,
    whenEmpty: size ? String(size.height) : 'commonest',
    unit: 'px',
  },
  {
    path: 'pictures.width',
    label: 'Width',
    hint: 'Of all pictures; empty takes the commonest, 256 at most.',
    isHintTip: true,
    whenEmpty: size ? String(size.width) : 'commonest',
    unit: 'px',
  },
  {
    path: 'pictures.resize',
    label: 'Other sizes',
    hint: 'How pictures of other sizes are brought to this one.',
    options: [
      { value: 'fit', label: 'Fit, with black bars' },
      { value: 'crop', label: 'Crop the middle' },
      { value: 'stretch', label: 'Stretch the sides' },
    ],
  },
  {
    path: 'pictures.colors',
    label: 'Colours',
    hint: 'Grey needs a third of the memory.',
    isHintTip: true,
    options: [
      { value: 'auto', label: 'Grey where all are' },
      { value: 'grey', label: 'Grey' },
      { value: 'color', label: 'Colour' },
    ],
  },
];

const tableFields: readonly SettingField[] = [
  task('table.task'),
  {
    path: 'table.missing',
    label: 'Missing',
    hint: 'Rows in which a number is missing are filled in, by each column’s rule, or set aside.',
    options: [
      { value: 'fill', label: 'Fill in' },
      { value: 'set-aside', label: 'Set the row aside' },
    ],
  },
];

const DELIMITERS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

/** How text is taken apart, with what was found as the first choice. */
const textFields = (found: { delimiter: string | null; header: boolean | null }): readonly SettingField[] => [
  {
    path: 'table.delimiter',
    label: 'Delimiter',
    hint: 'What stands between two values of a row.',
    isHintTip: true,
    options: [
      {
        value: '',
        label: found.delimiter
          ? `${capitalized(DELIMITERS[found.delimiter] ?? found.delimiter)} (found)`
          : 'As found',
      },
      ...Object.entries(DELIMITERS).map(([value, name]) => ({
        value,
        label: capitalized(name),
      })),
    ],
  },
  {
    path: 'table.header',
    label: 'First line',
    hint: 'Whether the first line names the columns.',
    isHintTip: true,
    options: [
      {
        value: '',
        label: found.header === null ? 'As found' : `${found.header ? 'Names' : 'A row'} (found)`,
      },
      { value: 'true', label: 'Names the columns' },
      { value: 'false', label: 'Is a row like others' },
    ],
  },
];

const arrayFields = (names: readonly string[]): readonly SettingField[] => {
  const options = [{ value: '', label: 'As found' }, ...names.map((value) => ({ value, label: value }))];
  const chosen: readonly SettingField[] = [
    {
      path: 'arrays.inputs',
      label: 'Samples',
      hint: 'The array of what a model is shown.',
      isHintTip: true,
      options,
    },
    {
      path: 'arrays.targets',
      label: 'To predict',
      hint: 'The array of classes or values.',
      isHintTip: true,
      options,
    },
  ];
  return [...(names.length > 0 ? chosen : []), task('arrays.task')];
};

/** What can be chosen of a source beside its name, its target and how it is split. */
export function optionFields(inspection: Inspection): readonly SettingField[] {
  switch (inspection.kind) {
    case 'pictures':
      return pictureFields(inspection.sizes[0]);
    case 'text-table':
      return [...tableFields, ...textFields(inspection)];
    case 'parquet':
      return tableFields;
    case 'arrays':
      return arrayFields(inspection.arrays.map(({ name }) => name));
    case 'idx':
      return [];
  }
}
