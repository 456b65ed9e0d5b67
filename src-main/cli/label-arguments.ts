import { positionals, RUN } from './positionals';
import { experimentSchema, notesSchema, tagSchema, type WantedLabels } from '@shared/contract/labels';
import { runStateSchema, type RunState } from '@shared/contract/run';
import { refusedInputWords } from '@shared/contract/refused-input';
import { tagsIn } from '@shared/labels/change-labels';
import { NO_FILTERS, type RunFilters } from '@shared/runs/filter-runs';
import type { z } from 'zod';
import { UsageError } from './usage-error';

/** What a command writes to a run's labels. */
export interface LabelCommand {
  name: 'tag' | 'note' | 'experiment' | 'archive' | 'unarchive';
  run: string;
  change: Omit<WantedLabels, 'run'>;
}

/** Which runs are listed. */
export interface RunsCommand {
  name: 'runs';
  filters: RunFilters;
}

/** Several states, or tags, stand with commas between them: any of them will do. */
export function runsArguments(
  given: string[],
  options: Partial<Record<'tag' | 'experiment' | 'state' | 'data' | 'find', string>> & { all?: boolean },
): RunFilters {
  const { tag, experiment, state, data, find } = options;
  if (given.length > 0) throw new UsageError('runs takes no names: see `trainyard help runs`.', 'runs');
  return {
    ...NO_FILTERS,
    sought: find ?? '',
    states: tagsIn(state ?? '').map(stateOf),
    data: data === undefined ? [] : [data],
    tags: tagsIn(tag ?? ''),
    experiments: experiment === undefined ? [] : [experiment],
    archived: options.all ? 'with' : 'without',
  };
}

function stateOf(text: string): RunState {
  const state = runStateSchema.safeParse(text);
  if (state.success) return state.data;
  const known = runStateSchema.options.join(', ');
  throw new UsageError(`--state must be one of ${known}, not "${text}".`, '--state');
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [what] }));
  throw new UsageError(refusedInputWords({ issues }) ?? `The ${what} is not valid.`, what);
}

export function labelArguments(
  name: LabelCommand['name'],
  given: string[],
  options: { remove?: boolean | undefined },
): LabelCommand {
  switch (name) {
    case 'tag': {
      const [run, text] = positionals(name, given, [RUN, 'a tag, or several with commas between them']);
      const tags = tagsIn(text!).map((tag) => checked(tagSchema, tag, 'tag'));
      if (tags.length === 0) throw new UsageError('tag needs a tag: see `trainyard help tag`.', 'tag');
      return { name, run: run!, change: options.remove ? { removeTags: tags } : { addTags: tags } };
    }
    case 'note': {
      const [run, text] = positionals(name, given, [RUN, 'a text']);
      return { name, run: run!, change: { notes: checked(notesSchema, text!.trim(), 'text') } };
    }
    case 'experiment': {
      const [run, text] = positionals(name, given, [RUN, 'the name of an experiment']);
      return { name, run: run!, change: { experiment: checked(experimentSchema, text, 'name') } };
    }
    default: {
      const [run] = positionals(name, given, [RUN]);
      return { name, run: run!, change: { archived: name === 'archive' } };
    }
  }
}
