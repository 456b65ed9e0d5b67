import { Duplicates } from '../import/duplicates';
import { growingFloats } from '../import/growing';
import { leaveCopiesOut } from '../import/leave-copies-out';
import type { ImportOptions } from '@shared/contract/import';
import { encodeRow, rowPart, targetWriter, type Encoding } from './encode-table';
import { widthOfFeatures } from './table-features';
import { rowName } from './table-source';

/**
 * Reads a table once more to find rows that a model would be shown alike, and takes those out of their parts that were
 * chosen not to stay.
 *
 * @throws DataError when the file cannot be read
 */
export async function leaveTableCopiesOut(
  encoding: Pick<Encoding, 'source' | 'columns' | 'features' | 'survey' | 'found' | 'parts' | 'signal'>,
  rule: ImportOptions['duplicates'],
): Promise<void> {
  if (rule === 'keep') return;
  const { source, features, survey, parts, signal, found } = encoding;
  const duplicates = new Duplicates();
  const rows = growingFloats();
  const keys = growingFloats();
  const input = new Float32Array(widthOfFeatures(features));
  const target = new Float32Array(found.target.names.length);
  const writeTarget = targetWriter(encoding);
  let at = 0;
  for await (const { rows: block } of source.blocks(signal)) {
    signal?.throwIfAborted();
    for (const row of block) {
      const place = at++;
      if (rowPart(parts, place) === undefined) continue;
      encodeRow(row, features, source.rules, input);
      duplicates.add(new Uint8Array(input.buffer));
      rows.push(place);
      keys.push(writeTarget(row, place, target));
    }
  }
  const facts = {
    first: duplicates.first,
    partOf: (sample: number) => rowPart(parts, rows.at(sample)),
    classOf: (sample: number) => keys.at(sample),
    whereOf: (sample: number) => rowName(rows.at(sample)),
  };
  for (const sample of leaveCopiesOut(facts, rule, survey.collector)) parts[rows.at(sample)] = 0;
}
