import type { LabelChange, RunLabels, WantedLabels } from '../contract/labels';

type Labels = Omit<RunLabels, 'version' | 'name'>;
type Change = Omit<LabelChange, 'run'>;

/** Tags, and experiments, differ by more than their case: "CNN" and "cnn" are one. */
export const isSameLabel = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const holds = (tags: readonly string[], tag: string): boolean => tags.some((one) => isSameLabel(one, tag));

/** The labels as they are after a change. Tags keep the order in which they were added. */
export function changedLabels<Known extends Labels>(labels: Known, change: Change): Known {
  const kept = labels.tags.filter((tag) => !holds(change.removeTags, tag));
  const tags = change.addTags.reduce((all, tag) => (holds(all, tag) ? all : [...all, tag]), kept);
  return {
    ...labels,
    tags,
    experiment: change.experiment ?? labels.experiment,
    notes: change.notes ?? labels.notes,
    archived: change.archived ?? labels.archived,
  };
}

/** The change that takes another one back: only what that one really changed. */
export function undoingChange(before: Labels, change: WantedLabels): WantedLabels {
  const after = changedLabels(before, {
    ...change,
    addTags: change.addTags ?? [],
    removeTags: change.removeTags ?? [],
  });
  return {
    run: change.run,
    addTags: before.tags.filter((tag) => !holds(after.tags, tag)),
    removeTags: after.tags.filter((tag) => !holds(before.tags, tag)),
    ...(after.experiment !== before.experiment && { experiment: before.experiment }),
    ...(after.notes !== before.notes && { notes: before.notes }),
    ...(after.archived !== before.archived && { archived: before.archived }),
  };
}

/** Whether a run's labels are after it what they were before. */
export const changesNothing = ({ run: _, addTags = [], removeTags = [], ...others }: WantedLabels): boolean =>
  addTags.length + removeTags.length + Object.keys(others).length === 0;

/** "cnn, wide" as tags: what is empty between commas is left out. */
export const tagsIn = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim().replaceAll(/\s+/g, ' '))
    .filter((tag) => tag !== '');
