import { inject, type InjectionKey } from 'vue';
import type { Mend, Problem } from '@shared/spec/problem';

/** What a form's fields are bound to: values by their dotted paths, and what is wrong with them. */
export interface FieldContext {
  valueAt: (path: string) => unknown;
  set: (path: string, value: unknown) => void;
  mend: (mend: Mend) => void;
  /** problems of exactly this field */
  problemsAt: (path: string) => Problem[];
}

export const fieldKey: InjectionKey<FieldContext> = Symbol('fields');

export function useFieldContext(): FieldContext {
  const context = inject(fieldKey);
  if (!context) throw new Error('A field stands in a form alone.');
  return context;
}
