import type { Problem } from '../spec/problem';
import { isWithin, type Dimension } from './space';
import { valueWords } from './sweep-words';

/** What is wrong with what a field depends on. */
export function conditionProblem(space: readonly Dimension[], at: number): Problem | undefined {
  const { field, when } = space[at]!;
  if (when === undefined) return undefined;
  const told = (part: 'field' | 'is', message: string): Problem => ({
    severity: 'error',
    path: `space.${at}.when.${part}`,
    message,
    mends: [],
  });
  const other = space.slice(0, at).find((one) => one.field === when.field);
  if (other === undefined) {
    return told('field', `${field} depends on ${when.field}, which is not varied before it.`);
  }
  if (other.scale === 'log' || other.scale === 'linear') {
    return told(
      'field',
      `${field} cannot depend on ${when.field}, which takes any number of a range: only on choices and whole numbers.`,
    );
  }
  const never = when.is.find((value) => !isWithin(other, value));
  if (never === undefined) return undefined;
  return told('is', `${field} applies where ${when.field} is ${valueWords(never)}, which it never is.`);
}
