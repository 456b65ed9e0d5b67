import type { DatasetTarget } from '@shared/contract/dataset';

/** What a model says of one sample. */
export interface Said {
  where: string;
  /** how likely each class is, or each value */
  answer: readonly number[];
}

const topOf = (answer: readonly number[]): number =>
  answer.reduce((best, value, at) => (value > answer[best]! ? at : best), 0);

/** 32 bits have no more digits than these. */
const number = (value: number): string => String(Number(value.toPrecision(7)));

/** A line for people: "photos/1.png  cat  98.2%". */
export function sayingLine({ where, answer }: Said, target: DatasetTarget): string {
  if (target.type === 'values') {
    const values = target.names.map((name, index) => `${name} ${number(answer[index]!)}`);
    return [where, ...values].join('  ');
  }
  const top = topOf(answer);
  return `${where}  ${target.names[top]}  ${(100 * answer[top]!).toFixed(1)}%`;
}

/** An object for programs. */
export function sayingEvent({ where, answer }: Said, target: DatasetTarget): Record<string, unknown> {
  const each = Object.fromEntries(target.names.map((name, index) => [name, answer[index]!]));
  if (target.type === 'values') return { event: 'prediction', of: where, values: each };
  const top = topOf(answer);
  return {
    event: 'prediction',
    of: where,
    class: target.names[top],
    likelihood: answer[top],
    likelihoods: each,
  };
}

/** A cell of a CSV file (RFC 4180). */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`;

export const csvHead = (target: DatasetTarget): string =>
  target.type === 'values'
    ? csvLine(['of', ...target.names])
    : csvLine(['of', 'class', 'likelihood', ...target.names.map((name) => `likelihood of ${name}`)]);

export function csvRow({ where, answer }: Said, target: DatasetTarget): string {
  const numbers = answer.map(number);
  if (target.type === 'values') return csvLine([where, ...numbers]);
  const top = topOf(answer);
  return csvLine([where, target.names[top] ?? '', numbers[top]!, ...numbers]);
}
