import type { ColumnChoice, Inspection } from '@shared/contract/import';

/** The choices with another one for a column; what is undefined goes back to what is found. */
export function withChoice(
  choices: readonly ColumnChoice[],
  name: string,
  change: Partial<Omit<ColumnChoice, 'name'>>,
): ColumnChoice[] {
  const old = choices.find((one) => one.name === name) ?? { name };
  const { role, type, fill } = { ...old, ...change };
  const choice: ColumnChoice = { name, ...(role && { role }), ...(type && { type }), ...(fill && { fill }) };
  const others = choices.filter((one) => one.name !== name);
  return Object.keys(choice).length > 1 ? [...others, choice] : others;
}

/** The choices with this column, and no other, to be predicted. */
export function withTarget(
  choices: readonly ColumnChoice[],
  columns: Inspection['columns'],
  target: string,
): ColumnChoice[] {
  const others = columns.filter(({ role, name }) => role === 'target' && name !== target);
  const freed = others.reduce((all, { name }) => withChoice(all, name, { role: 'feature' }), [...choices]);
  return withChoice(freed, target, { role: 'target' });
}
