import type { FeatureColumn } from '@shared/contract/dataset';
import { numberIn as numberInCell } from '@shared/data/cell';
import { widthOf } from '@shared/data/layout';
import { byId, element } from './element';

interface Field {
  column: FeatureColumn;
  at: number;
  input: HTMLInputElement | HTMLSelectElement;
}

function fieldOf(column: FeatureColumn, at: number, filled: number | undefined): Field {
  const { name } = column;
  if (column.type === 'category') {
    const none = element('option', { value: '' }, 'missing');
    const options = column.categories.map((category, index) =>
      element('option', { value: String(index) }, category),
    );
    const input = element('select', { name }, none, ...options);
    input.value = '0';
    return { column, at, input };
  }
  const hint = filled === undefined ? '' : `missing: ${Number(filled.toPrecision(4))}`;
  const input = element('input', {
    name,
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    placeholder: hint,
  });
  if (filled !== undefined) input.value = String(Number(filled.toPrecision(4)));
  return { column, at, input };
}

/** A number as people write it, with a point or a comma before its decimals; undefined for what is none. */
export const numberIn = (text: string): number | undefined =>
  (['.', ','] as const)
    .map((decimal) => numberInCell(text, { decimal, parsesText: true }))
    .find(Number.isFinite);

/**
 * A form with a field for each column of a table.
 *
 * @param fills what the model takes for a number that is missing, by its place in the row; undefined where it takes none
 * @param show is told the row, missing numbers as NaN, or in words what is wrong with it
 */
export function askRow(
  columns: readonly FeatureColumn[],
  fills: Float32Array | undefined,
  show: (row: Float32Array | string) => void,
): void {
  byId('ask-h').textContent =
    columns.length === 1 ? 'A row of the table' : `A row of the table, ${columns.length} columns`;
  let width = 0;
  const fields = columns.map((column) => {
    const field = fieldOf(column, width, fills?.[width]);
    width += widthOf(column);
    return field;
  });
  const read = () => {
    const row = new Float32Array(width);
    let problem = '';
    for (const { column, at, input } of fields) {
      const text = input.value;
      input.removeAttribute('aria-invalid');
      if (column.type === 'category') {
        if (text !== '') row[at + Number(text)] = 1;
        continue;
      }
      const value = numberIn(text);
      const isMissing = text.trim() === '';
      row[at] = value ?? Number.NaN;
      if (value !== undefined || (isMissing && fills !== undefined)) continue;
      if (!isMissing) input.setAttribute('aria-invalid', 'true');
      problem ||= isMissing ? `Fill in ${column.name}.` : `${column.name} has to be a number.`;
    }
    show(problem || row);
  };
  const labels = fields.map(({ column, input }) =>
    element('label', {}, element('span', {}, column.name), input),
  );
  const form = element('form', { class: 'fields', 'data-testid': 'row', tabindex: '-1' }, ...labels);
  form.addEventListener('input', read);
  form.addEventListener('submit', (event) => event.preventDefault());
  byId('ask').append(form);
  read();
}
