import { listed } from '@shared/data/encode-row';

/** What was found in a pasted line. */
export type PastedRow = { cells: (string | undefined)[] } | { problem: string };

const DELIMITERS = ['\t', ';', '|', ','];

/** The cells of a line (RFC 4180), each without spaces around it. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]!;
    if (sign === '"' && isQuoted && line[at + 1] === '"') {
      cell += sign;
      at++;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === delimiter && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += sign;
  }
  return [...cells, cell.trim()];
}

/**
 * A line of a table, as it is copied out of a file or a spreadsheet: either just the values of the columns, or two lines
 * of which the first names them, where others may stand between.
 *
 * @param names of the columns that a model is shown
 */
export function pastedRow(text: string, names: readonly string[]): PastedRow {
  const [first = '', second] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const delimiter = DELIMITERS.find((one) => first.includes(one)) ?? ',';
  const cells = cellsOf(first, delimiter);
  if (second !== undefined) {
    const values = cellsOf(second, delimiter);
    const found = names.map((name) => cells.indexOf(name));
    const missing = names.filter((_, index) => found[index] === -1);
    if (missing.length === 0) return { cells: found.map((place) => values[place]) };
    if (missing.length < names.length) return { problem: `The pasted lines have no ${listed(missing)}.` };
  }
  if (cells.length === names.length) return { cells };
  const counted = cells.length === 1 ? '1 value' : `${cells.length} values`;
  return {
    problem: `That line has ${counted}, but the model is shown ${names.length}: ${listed(names)}. With the line of names above it, they are found by their names.`,
  };
}
