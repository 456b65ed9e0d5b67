import { expect, it, vi } from 'vitest';
import { DataError } from '../../../../../src-main/engine/data/data-error';
import { loadSharp } from '../../../../../src-main/engine/data/pictures/load-sharp';

vi.mock('sharp', () => {
  throw new Error('Could not load the "sharp" module using the some-system runtime');
});

it('says in one sentence that pictures cannot be read where sharp is missing', async () => {
  const error: unknown = await loadSharp().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  expect(String(error)).toMatch(/^DataError: Pictures cannot be read on this machine: [^\n]+\.$/);
});
