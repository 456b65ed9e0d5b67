import { describe, expect, it } from 'vitest';
import { labelChangeSchema, newNameSchema, runLabelsSchema } from '@shared/contract/labels';
import { refusedInputWords } from '@shared/contract/refused-input';
import { changedLabels, tagsIn, undoingChange } from '@shared/labels/change-labels';
import { sweepNameSchema } from '@shared/sweep/sweep-spec';

const labels = (partial: object = {}) => runLabelsSchema.parse({ version: 1, name: 'cnn', ...partial });
const change = (partial: object) => labelChangeSchema.parse({ run: 'abcd', ...partial });

describe('labels', () => {
  it('of a run that has only a name are empty', () => {
    expect(runLabelsSchema.parse({ version: 1, name: 'old' })).toEqual({
      version: 1,
      name: 'old',
      tags: [],
      experiment: '',
      notes: '',
      archived: false,
    });
  });

  it('that are too many are refused in a sentence of our own', () => {
    const tags = Array.from({ length: 51 }, (_, at) => `tag ${at}`);
    const { error } = labelChangeSchema.safeParse({ run: '20260101-000000-aaaa', addTags: tags });
    expect(refusedInputWords({ issues: error?.issues })).toBe('At most 50 tags are added at once.');
  });

  it('change where something is said of them, and nowhere else', () => {
    const before = labels({ tags: ['wide'], experiment: 'Digits', notes: 'n' });
    expect(changedLabels(before, change({ addTags: ['Wide', 'long'], archived: true }))).toEqual({
      ...before,
      tags: ['wide', 'long'],
      archived: true,
    });
    expect(changedLabels(before, change({ removeTags: ['WIDE'], experiment: '' }))).toEqual({
      ...before,
      tags: [],
      experiment: '',
    });
  });

  it('are as they were when a change is undone, tags that were there before included', () => {
    const before = labels({ tags: ['wide', 'long'], experiment: 'Digits' });
    const asked = change({ addTags: ['wide', 'new'], removeTags: ['long'], experiment: 'B', archived: true });
    const undoing = undoingChange(before, asked);
    expect(undoing.removeTags).toEqual(['new']);
    const back = changedLabels(changedLabels(before, asked), labelChangeSchema.parse(undoing));
    expect({ ...back, tags: back.tags.toSorted() }).toEqual({ ...before, tags: before.tags.toSorted() });
  });

  it('a tag that somebody else added meanwhile stays when a change is undone', () => {
    const before = labels();
    const asked = change({ addTags: ['mine'] });
    const meanwhile = changedLabels(changedLabels(before, asked), change({ addTags: ['theirs'] }));
    const undone = changedLabels(meanwhile, labelChangeSchema.parse(undoingChange(before, asked)));
    expect(undone.tags).toEqual(['theirs']);
  });

  it('are refused where they could not be read back', () => {
    expect(labelChangeSchema.safeParse({ run: 'abcd', addTags: ['a,b'] }).success).toBe(false);
    expect(labelChangeSchema.safeParse({ run: 'abcd', addTags: [' '] }).success).toBe(false);
    expect(tagsIn(' wide, , two   words,')).toEqual(['wide', 'two words']);
  });
});

it.each([
  [newNameSchema, 'A run’s name cannot be empty.', 'A run’s name has at most 80 characters.'],
  [sweepNameSchema, 'A sweep’s name cannot be empty.', 'A sweep’s name has at most 60 characters.'],
])('a name that cannot be is refused in a sentence', (schema, empty, long) => {
  const wordsOf = (name: string) => refusedInputWords(schema.safeParse(name).error);
  expect([wordsOf(' '), wordsOf('a'.repeat(81))]).toEqual([empty, long]);
});
