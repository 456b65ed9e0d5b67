import { inject, type ComputedRef, type InjectionKey } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { FieldContext } from '../../composables/field-context';

/** What the parts of the New run page share. */
export interface DraftContext extends FieldContext {
  draft: ComputedRef<unknown>;
  spec: ComputedRef<RunSpec | undefined>;
  problems: ComputedRef<Problem[]>;
  dataset: ComputedRef<DatasetSummary | undefined>;
}

export const draftKey: InjectionKey<DraftContext> = Symbol('draft');

export function useDraftContext(): DraftContext {
  const context = inject(draftKey);
  if (!context) throw new Error('This part stands on the New run page alone.');
  return context;
}
