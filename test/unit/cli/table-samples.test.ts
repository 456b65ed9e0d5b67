import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { tableSamples } from '../../../src-main/cli/predict/table-samples';

const input: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'width', missing: 0, fill: 'mean' },
    { type: 'number', name: 'height', missing: 0, fill: 'mean' },
  ],
};

it('a row that lacks a value is told as a problem, where nothing in the model fills it in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-rows-'));
  const path = join(folder, 'rows.csv');
  await writeFile(path, 'width,height\n1,2\n,4\n5,6\n');
  const problems = async (fillsGaps: boolean) => {
    const found: string[] = [];
    for await (const one of tableSamples({ input, fillsGaps }, [path], { columns: [], areAsked: false })) {
      found.push('problem' in one ? one.problem : '');
    }
    return found;
  };
  expect(await problems(true)).toEqual(['', '', '']);
  expect(await problems(false)).toEqual([
    '',
    expect.stringMatching(/, row 2.*: column "width" is missing, and nothing in this model fills it in\.$/),
    '',
  ]);
  await rm(folder, { recursive: true });
});

it('a table that holds no rows is told as a problem', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-rows-'));
  const path = join(folder, 'rows.csv');
  await writeFile(path, 'width,height\n');
  const found: unknown[] = [];
  for await (const one of tableSamples({ input, fillsGaps: true }, [path], {
    columns: [],
    areAsked: false,
  })) {
    found.push(one);
  }
  expect(found).toEqual([
    { where: path, problem: expect.stringContaining(`${path} holds no rows below the names of its columns`) },
  ]);
  await rm(folder, { recursive: true });
});
