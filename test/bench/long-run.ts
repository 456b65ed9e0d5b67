import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EPOCH_LOG_COLUMNS, STEP_LOG_COLUMNS } from '@shared/series/columns';
import { encodeLogHeader } from '@shared/series/fixed-width-log';
import { compactLog } from '../../src-main/engine/metrics/compact-log';
import { madeUpEpoch, madeUpStep } from './made-up-training';

/**
 * Makes a long run out of a real one that has ended: `long-run.mjs RUN_FOLDER ROWS EPOCHS`. Its series is made up, noisy
 * and with a spike here and there, and is compacted by the engine's own code, as at the end of any run.
 */
const [folder, rowText, epochText] = process.argv.slice(2);
const [rows, epochs] = [Number(rowText), Number(epochText)];
if (folder === undefined || !(rows > 0) || !(epochs > 0))
  throw new Error('Say which: RUN_FOLDER ROWS EPOCHS.');

const perEpoch = Math.ceil(rows / epochs);

async function write(name: string, columns: readonly string[], values: Float64Array): Promise<void> {
  const path = join(folder!, 'metrics', name);
  for (const old of ['.parquet', '.overview']) await rm(path.replace('.log', old), { force: true });
  await writeFile(path, Buffer.concat([encodeLogHeader(columns), new Uint8Array(values.buffer)]));
  await compactLog(path, columns);
}

const steps = new Float64Array(rows * STEP_LOG_COLUMNS.length);
for (let step = 1; step <= rows; step++) {
  steps.set([...madeUpStep(step, perEpoch, rows), 1], (step - 1) * STEP_LOG_COLUMNS.length);
}
const ends = new Float64Array(epochs * EPOCH_LOG_COLUMNS.length);
for (let epoch = 1; epoch <= epochs; epoch++) {
  const row = { ...madeUpEpoch(epoch, Math.min(rows, epoch * perEpoch), epochs), generation: 1 };
  ends.set(
    EPOCH_LOG_COLUMNS.map((column) => row[column] ?? Number.NaN),
    (epoch - 1) * EPOCH_LOG_COLUMNS.length,
  );
}
await write('steps.log', STEP_LOG_COLUMNS, steps);
await write('epochs.log', EPOCH_LOG_COLUMNS, ends);
const runPath = join(folder, 'run.json');
const run = JSON.parse(await readFile(runPath, 'utf8'));
const document = { ...run, stepsPerEpoch: perEpoch, spec: { ...run.spec, epochs } };
await writeFile(runPath, JSON.stringify(document, null, 1));
