import type { RunSummary } from '@shared/contract/run';

type Sought = Pick<
  RunSummary,
  'name' | 'datasetName' | 'state' | 'tags' | 'experiment' | 'notes' | 'archived'
> & { spec: { data: { dataset: string } } };

/**
 * The runs that a person looks for: every word is in the name, the data, the state, a tag, the experiment or the notes.
 * Archived ones are left out unless they are asked for.
 */
export function foundRuns<Run extends Sought>(
  runs: readonly Run[],
  { sought, withArchived }: { sought: string; withArchived: boolean },
): Run[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    if (run.archived && !withArchived) return false;
    const { name, datasetName, state, tags, experiment, notes, spec } = run;
    const text = [name, datasetName, state, spec.data.dataset, ...tags, experiment, notes]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
