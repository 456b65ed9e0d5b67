import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stepOfCheckpoint } from '@shared/checkpoint/stands-at';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import { checkpointFolder, unreadableCheckpoints } from './checkpoints';
import type { KeptRun } from './checkpoint-keeper';

export const UNREADABLE = 'its checkpoint.json cannot be read.';

/** As far as can be told of a folder whose own document says nothing: the step is in its name. */
async function summaryOf(run: KeptRun, id: string): Promise<CheckpointSummary> {
  const folder = checkpointFolder(run.folder, id);
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const savedAt = await stat(folder).then(
    ({ mtime }) => mtime,
    () => new Date(0),
  );
  const step = stepOfCheckpoint(id);
  const { stepsPerEpoch, spec, datasetName } = run.document;
  return {
    id,
    run: run.id,
    runName: run.name,
    dataset: datasetName,
    epoch: stepsPerEpoch ? Math.min(spec.epochs, Math.floor(step / stepsPerEpoch)) : 0,
    step,
    reasons: [],
    metrics: {
      trainLoss: null,
      trainAccuracy: null,
      valLoss: null,
      valAccuracy: null,
      valMacroF1: null,
      valTop5: null,
      valMae: null,
      valRmse: null,
      valR2: null,
    },
    savedAt: savedAt.toISOString(),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    best: false,
    last: false,
    problem: `${UNREADABLE[0]!.toUpperCase()}${UNREADABLE.slice(1)}`,
    pinned: false,
    keptFor: [],
  };
}

/** Folders that were checkpoints, but whose document is damaged, as lists show them; oldest first. */
export const listUnreadable = async (run: KeptRun): Promise<CheckpointSummary[]> =>
  Promise.all((await unreadableCheckpoints(run.folder)).map((id) => summaryOf(run, id)));
