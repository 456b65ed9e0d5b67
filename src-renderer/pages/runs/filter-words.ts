import { runStateSchema } from '@shared/contract/run';
import type { Facet } from '@shared/runs/filter-runs';
import { stateWord } from '../../format/run';

export const FACET_LABELS: Record<Facet, string> = {
  states: 'State',
  data: 'Data',
  models: 'Model',
  tags: 'Tag',
  experiments: 'Experiment',
};

/** One choice of a filter as a person reads it. */
export function choiceWords(facet: Facet, value: string, datasetName: (id: string) => string): string {
  if (facet === 'data') return datasetName(value);
  if (facet === 'experiments') return value || 'No experiment';
  const state = facet === 'states' ? runStateSchema.safeParse(value).data : undefined;
  return state ? stateWord(state) : value;
}
