import type { DatasetTarget } from '@shared/contract/dataset';
import { csvLine, csvNumber } from '@shared/csv-line';
import type { Answer } from '@shared/inference/answers';

/** What a model says of one sample. */
export interface Said {
  where: string;
  /** what its table calls it, by columns */
  ids?: Readonly<Record<string, string>> | undefined;
  answer: Answer;
}

const named = ({ where, ids = {} }: Said): string => {
  const its = Object.entries(ids).filter(([, text]) => text !== '');
  return its.length === 0 ? where : `${where} (${its.map(([name, text]) => `${name} ${text}`).join(', ')})`;
};

/** A line for people: "photos/1.png  cat  98.2%", "row 1 (id 7)  cat  98.2%". */
export function sayingLine(said: Said, target: DatasetTarget): string {
  const { numbers, top } = said.answer;
  if (target.type === 'values') {
    const values = target.names.map((name, index) => `${name} ${csvNumber(numbers[index]!)}`);
    return [named(said), ...values].join('  ');
  }
  return `${named(said)}  ${target.names[top]}  ${(100 * numbers[top]!).toFixed(1)}%`;
}

/** An object for programs. */
export function sayingEvent({ where, ids, answer }: Said, target: DatasetTarget): Record<string, unknown> {
  const { numbers, top } = answer;
  const each = Object.fromEntries(target.names.map((name, index) => [name, numbers[index]!]));
  const its = { event: 'prediction', of: where, ...(ids && { ids }) };
  if (target.type === 'values') return { ...its, values: each };
  return {
    ...its,
    class: target.names[top],
    likelihood: numbers[top],
    likelihoods: each,
  };
}

/** @param ids columns that name rows */
export const csvHead = (target: DatasetTarget, ids: readonly string[]): string =>
  target.type === 'values'
    ? csvLine(['of', ...ids, ...target.names])
    : csvLine(['of', ...ids, 'class', 'likelihood', ...target.names.map((name) => `likelihood of ${name}`)]);

/** @param ids columns that name rows, as in the head */
export function csvRow(
  { where, ids: its, answer }: Said,
  target: DatasetTarget,
  ids: readonly string[],
): string {
  const numbers = answer.numbers.map(csvNumber);
  const called = [where, ...ids.map((name) => its?.[name] ?? '')];
  if (target.type === 'values') return csvLine([...called, ...numbers]);
  const { top } = answer;
  return csvLine([...called, target.names[top] ?? '', numbers[top]!, ...numbers]);
}
