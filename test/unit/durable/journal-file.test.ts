import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { JournalFile } from '../../../src-main/durable/journal-file';

const place = async () => join(await mkdtemp(join(tmpdir(), 'trainyard-journal-')), 'journal.jsonl');

it('a journal has what was written, in order, and begins empty', async () => {
  const path = await place();
  const { journal, lines } = await JournalFile.open(path);
  expect(lines).toEqual([]);
  await journal.append([{ n: 1 }, { n: 2 }]);
  await journal.append([]);
  await journal.append([{ n: 3 }]);
  expect((await JournalFile.open(path)).lines).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

it('a line that was torn is cut off, and the next one stands where it stood', async () => {
  const path = await place();
  await writeFile(path, '{"n":1}\n{"n":2');
  const { journal, lines } = await JournalFile.open(path);
  expect(lines).toEqual([{ n: 1 }]);
  await journal.append([{ n: 3 }]);
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
});

it('a damaged line costs no other', async () => {
  const path = await place();
  await appendFile(path, '{"n":1}\n\u0000\u0000\n{"n":2}\n');
  expect((await JournalFile.open(path)).lines).toEqual([{ n: 1 }, { n: 2 }]);
});
