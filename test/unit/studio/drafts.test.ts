import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Drafts } from '../../../src-main/studio/drafts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-drafts-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const draft = (id: string, text: string | null = null) => ({ id, spec: { epochs: 3 }, text, origin: null });

it('keeps what was saved last of each, newest first, for whoever opens the library next', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const drafts = new Drafts({ drafts: join(folder, 'drafts') });
  expect(await drafts.list()).toEqual([]);
  for (const [id, text] of [
    ['draft-one', null],
    ['draft-two', null],
    ['draft-one', '{ "epochs"'],
  ] as const) {
    vi.setSystemTime(Date.now() + 1000);
    await drafts.put(draft(id, text));
  }
  const again = await new Drafts(drafts.library).list();
  expect(again.map(({ id, text }) => [id, text])).toEqual([
    ['draft-one', '{ "epochs"'],
    ['draft-two', null],
  ]);
  await drafts.remove('draft-one');
  expect((await drafts.list()).map(({ id }) => id)).toEqual(['draft-two']);
});

it('leaves a file alone that it cannot read, and lets the oldest of too many go', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const drafts = new Drafts({ drafts: folder });
  await writeFile(join(folder, 'torn.json'), '{ "version": 1,');
  for (let at = 0; at < 32; at++) {
    vi.setSystemTime(at * 1000);
    await drafts.put(draft(`draft-${String(at).padStart(3, '0')}`));
  }
  const kept = (await drafts.list()).map(({ id }) => id);
  expect(kept).toHaveLength(30);
  expect(kept.at(-1)).toBe('draft-002');
  expect(await readdir(folder)).toContain('torn.json');
});
