import type { DatasetSource } from '@shared/contract/dataset';
import { DataError } from '../../data-error';
import { DatasetBuilder } from '../../import/dataset-builder';
import type { ImportedDataset } from '../../import/builder-options';
import { openByteFile } from '../../import/byte-file';
import { plainBytes } from '../../import/plain-bytes';
import { ReportCollector } from '../../import/report-collector';
import { tarEntries } from './tar-entries';

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const PICTURE = PLANE * CHANNELS;
/** A label, then the picture. */
const RECORD = 1 + PICTURE;
/** Records that are handed on together. */
const CHUNK = 1000;

const TRAIN = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
const TEST = 'test_batch.bin';

export interface ImportCifar {
  /** `cifar-10-binary.tar.gz` */
  archive: string;
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** shown to people */
  name: string;
  source: DatasetSource;
  /** in the order of their labels */
  classes: readonly string[];
  /** told how many pictures of how many are done; never goes down */
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
}

/**
 * Imports CIFAR-10's binary version: in each batch records of one byte for the label and 3,072 for the picture, its red
 * plane, then green and blue, each row by row (https://www.cs.toronto.edu/~kriz/cifar.html).
 *
 * @throws DataError in one sentence
 * @throws the signal's reason when aborted
 */
export async function importCifar(options: ImportCifar): Promise<ImportedDataset> {
  const { archive, datasetsFolder, name, source, classes, onProgress, signal } = options;
  const batches = await readBatches(archive, signal);
  const total = [...batches.values()].reduce((sum, bytes) => sum + bytes.length / RECORD, 0);
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    input: { type: 'pictures', shape: [SIDE, SIDE, CHANNELS] },
    target: { type: 'classes', names: [...classes] },
    expected: total,
    signal,
  });
  try {
    let done = 0;
    onProgress(done, total);
    // Not in the archive's order, which is another.
    for (const batch of [...TRAIN, TEST]) {
      const records = batches.get(batch)!;
      for (let at = 0; at < records.length; at += CHUNK * RECORD) {
        const samples = unpacked(records.subarray(at, at + CHUNK * RECORD));
        const wrong = samples.targets.find((label) => label >= classes.length);
        if (wrong !== undefined) {
          throw new DataError(`${archive} has a label of ${wrong} in ${batch}: get the file again.`, 'path');
        }
        await builder.append(batch === TEST ? 'test' : 'train', samples);
        done += samples.targets.length;
        onProgress(done, total);
      }
    }
    const report = new ReportCollector();
    report.read = total;
    return await builder.finish({ source, report: report.report() });
  } finally {
    await builder.close();
  }
}

/** All batches, 184 MB: they are not in order, and a compressed file can only be read from its start. */
async function readBatches(archive: string, signal: AbortSignal): Promise<Map<string, Uint8Array>> {
  const file = { ...(await openByteFile(archive)), compressed: true };
  const wanted = new Set([...TRAIN, TEST]);
  const batches = new Map<string, Uint8Array>();
  for await (const { name, bytes } of tarEntries(plainBytes(file), archive)) {
    signal.throwIfAborted();
    if (!wanted.has(name)) continue;
    if (bytes.length === 0 || bytes.length % RECORD !== 0) {
      throw new DataError(`${archive} has a damaged ${name}: get the file again.`, 'path');
    }
    batches.set(name, bytes);
  }
  const missing = [...wanted].find((name) => !batches.has(name));
  if (missing !== undefined) {
    throw new DataError(`${archive} does not hold ${missing}: get the binary version again.`, 'path');
  }
  return batches;
}

/** Channels last, as everything here has them. */
function unpacked(records: Uint8Array): { inputs: Uint8Array; targets: Uint8Array } {
  const count = records.length / RECORD;
  const inputs = new Uint8Array(count * PICTURE);
  const targets = new Uint8Array(count);
  for (let sample = 0; sample < count; sample++) {
    const from = sample * RECORD;
    targets[sample] = records[from]!;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = from + 1 + channel * PLANE;
      for (let pixel = 0; pixel < PLANE; pixel++) {
        inputs[sample * PICTURE + pixel * CHANNELS + channel] = records[plane + pixel]!;
      }
    }
  }
  return { inputs, targets };
}
