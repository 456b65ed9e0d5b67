import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { datasetDocumentSchema } from '../../../../src-shared/contract/dataset';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { importIdx } from '../../../../src-main/engine/data/idx/import-idx';
import { smallIdx, writeIdx } from './idx-samples';

const NAMES = Object.keys(smallIdx());

const mutation = fc.oneof(
  fc.record({ type: fc.constant('set' as const), at: fc.nat(), to: fc.nat(255) }),
  fc.record({ type: fc.constant('header' as const), at: fc.nat(15), to: fc.nat(255) }),
  fc.record({ type: fc.constant('cut' as const), at: fc.nat(), to: fc.nat(255) }),
  fc.record({ type: fc.constant('add' as const), at: fc.nat(40), to: fc.nat(255) }),
  fc.record({ type: fc.constant('remove' as const), at: fc.nat(), to: fc.nat(20) }),
);

/**
 * Damages one of the files of an IDX dataset, plain or packed, and imports the folder: that ends in a dataset or in one
 * clear sentence, with nothing left behind.
 *
 * @returns how many were imported, and how many refused
 */
export async function fuzzIdx(runs: number): Promise<{ imported: number; refused: number }> {
  const root = await mkdtemp(join(tmpdir(), 'fuzz-idx-'));
  let imported = 0;
  let refused = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        async (name, mutations, packed, damagePacked) => {
          const folder = await mkdtemp(join(root, 'case-'));
          const files = smallIdx();
          const damage = (input: Buffer): Buffer => {
            let bytes = Buffer.from(input);
            for (const { type, at, to } of mutations) {
              const place = bytes.length === 0 ? 0 : at % bytes.length;
              if (type === 'set' || type === 'header') bytes[place] = to;
              else if (type === 'cut') bytes = bytes.subarray(0, place);
              else if (type === 'add') bytes = Buffer.concat([bytes, Buffer.alloc(at, to)]);
              else bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + to)]);
            }
            return bytes;
          };
          if (packed && damagePacked) {
            const bytes = damage(gzipSync(files[name]!));
            delete files[name];
            files[`${name}.gz`] = bytes;
            await writeIdx(join(folder, 'source'), files);
          } else {
            files[name] = damage(files[name]!);
            await writeIdx(join(folder, 'source'), files, (file) => packed && file === name);
          }
          const datasetsFolder = join(folder, 'datasets');
          let expected: string[] = [];
          try {
            const done = await importIdx({
              path: join(folder, 'source'),
              datasetsFolder,
              onProgress: () => {},
            });
            datasetDocumentSchema.parse(done.document);
            expected = [done.id];
            imported += 1;
          } catch (error) {
            if (!(error instanceof DataError)) throw error;
            expect(error.message).toMatch(/^[^\n]+[.?]$/);
            refused += 1;
          }
          expect(await readdir(datasetsFolder).catch(() => [])).toEqual(expected);
          await rm(folder, { recursive: true });
        },
      ),
      { numRuns: runs },
    );
    return { imported, refused };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
