import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAboutSplit } from '@shared/spec/steps';
import { summaryOf } from '../../../src-main/studio/dataset-summary';
import { putTinyDataset } from './tiny-dataset';

let library: string;
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'trainyard-summary-'));
  await putTinyDataset(library, 'tiny');
});
afterEach(() => rm(library, { recursive: true, force: true }));

it('tells whether samples belong to groups, of which a split is only about known before', async () => {
  const folder = join(library, 'datasets', 'tiny');
  const summary = () => summaryOf(folder, 'tiny', () => false);
  const plain = await summary();
  expect(plain).not.toHaveProperty('hasGroups');
  expect(isAboutSplit(plain!)).toBe(false);
  const path = join(folder, 'dataset.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"targets":"t"', '"targets":"t","groups":"g"'));
  const grouped = await summary();
  expect(grouped).toMatchObject({ hasGroups: true });
  expect(isAboutSplit(grouped!)).toBe(true);
  expect(isAboutSplit({ ...grouped!, validationCount: 1 })).toBe(false);
});
