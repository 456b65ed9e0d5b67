import type { ColumnProfile } from './column-profile';
import type { PlannedColumn } from './table-plan';

/** ISO 8601, or days first or months first, with a time or without. */
const DATE = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:[T ]\d{1,2}:\d{2}.*)?$/;

/** Whether all that a column holds are dates. */
export const holdsDates = ({ counts, numbers, values }: ColumnProfile): boolean =>
  values > 0 &&
  numbers === 0 &&
  counts.size > 1 &&
  [...counts.keys()].every((text) => DATE.test(text.trim()));

/** What a person should know of columns with dates: nothing here knows that one is after another. */
export function dateNotes(columns: readonly PlannedColumn[], profiles: readonly ColumnProfile[]): string[] {
  return columns.flatMap(({ name, role }, index) => {
    if (!holdsDates(profiles[index]!)) return [];
    if (role !== 'feature' && role !== 'ignore' && role !== 'id') return [];
    const taken = role === 'feature' ? 'each is taken as a category of its own' : 'they are left out';
    return [
      `Column "${name}" holds dates, and ${taken}: to learn from them, write what matters (days since a day, month, weekday) as columns of numbers.`,
    ];
  });
}
