import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labelChangeSchema } from '@shared/contract/labels';
import { changedLabels } from '@shared/labels/change-labels';
import { LabelsFile, readLabels } from '../../../src-main/studio/labels-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-labels-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tagged = (tag: string) => labelChangeSchema.parse({ run: 'abcd', addTags: [tag] });

it('a run of an older version keeps its name, and changes at once are all kept', async () => {
  await writeFile(join(folder, 'labels.json'), '{ "version": 1, "name": "old" }');
  const file = new LabelsFile(folder, await readLabels(folder, 'another'));
  await Promise.all(
    ['a', 'b', 'c'].map((tag) => file.change((labels) => changedLabels(labels, tagged(tag)))),
  );
  expect(await readLabels(folder, 'another')).toMatchObject({ name: 'old', tags: ['a', 'b', 'c'] });
});

it('what could not be written is not told as changed, and does not hold up the next change', async () => {
  const file = new LabelsFile(join(folder, 'gone'), await readLabels(folder, 'run'));
  await expect(file.change((labels) => ({ ...labels, notes: 'lost' }))).rejects.toThrow('ENOENT');
  expect(file.now.notes).toBe('');
});

it('labels that cannot be read leave a run with the name that it was made with', async () => {
  await writeFile(join(folder, 'labels.json'), '{ "version": 1, "na');
  expect((await readLabels(folder, 'digits-mlp')).name).toBe('digits-mlp');
  expect(await readFile(join(folder, 'labels.json'), 'utf8')).toContain('"na');
});
