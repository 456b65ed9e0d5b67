import { shortField, valueWords } from '@shared/sweep/sweep-words';
import type { Assignment } from '@shared/sweep/space';
import { capitalized } from '../../format/numbers';
import { fieldLabel } from '../new-run/field-labels';

/** What a field that is varied is called: as the form calls it, or by its own name where the form has none. */
export function variedLabel(field: string, run?: unknown): string {
  const label = fieldLabel(field, run).replace(' (layer)', '');
  return label === field ? capitalized(shortField(field)) : label;
}

/** "Learning rate 0.001, optimizer sgd" */
export const setWords = (set: Assignment, run?: unknown): string =>
  set
    .map(([field, value], place) => {
      const label = variedLabel(field, run);
      const isWord = /^[A-Z][a-z]/.test(label);
      const its = place > 0 && isWord ? label.charAt(0).toLowerCase() + label.slice(1) : label;
      return `${its} ${valueWords(value)}`;
    })
    .join(', ');
