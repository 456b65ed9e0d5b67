import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrainJob } from '@shared/contract/engine-job';
import { RAY_FILES, type RayJob } from '@shared/contract/ray-job';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { renameSynced, writeFileAtomically } from '../../durable/atomic-file';
import { makeFolders } from '../../durable/make-folders';
import { copyFolder } from '../copy-folder';
import type { SharedDataset } from './share-dataset';

/** Of the run's older checkpoints so many go along, in case that the newest turns out to be damaged. */
const OLDER = 1;

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Copies the checkpoints that a start begins with, and says where they are, relative to its folder. */
async function stageBegin(begin: TrainJob['begin'], folder: string): Promise<TrainJob['begin']> {
  if (begin === null) return null;
  const place = begin.isOwn ? `${RAY_FILES.run}/checkpoints` : RAY_FILES.parent;
  await mkdir(join(folder, place), { recursive: true });
  const placed = async (from: string): Promise<string> => {
    const to = `${place}/${basename(from)}`;
    await copyFolder(from, join(folder, to));
    return to;
  };
  const checkpointFolder = await placed(begin.checkpointFolder);
  const older: string[] = [];
  for (const from of begin.older.slice(0, OLDER)) older.push(await placed(from));
  return { ...begin, checkpointFolder, older };
}

/**
 * Makes the folder in which a node finds one start of a run: what it is to do, the run as it stands, and the checkpoints
 * that it begins with. Nobody else ever writes into it, so that two nodes can never have the same run.
 *
 * @param folder is whole when it is there
 * @throws the system's error where the shared folder cannot be written
 */
export async function stageStart(
  folder: string,
  job: TrainJob,
  settings: Pick<RayJob, 'appVersion' | 'env'> & { data: SharedDataset },
): Promise<void> {
  await makeFolders(join(folder, '..'));
  const staging = join(folder, '..', `.${basename(folder)}.tmp`);
  await rm(staging, { recursive: true, force: true });
  const run = join(staging, RAY_FILES.run);
  await mkdir(run, { recursive: true });
  // The engine asks it whether it is still the one that may write.
  await copyFile(join(job.runFolder, 'run.json'), join(run, 'run.json'));
  const weights = join(job.runFolder, OWN_WEIGHTS);
  if (await isThere(weights)) await copyFile(weights, join(run, OWN_WEIGHTS));
  const metrics = join(job.runFolder, 'metrics');
  if (await isThere(metrics)) await copyFolder(metrics, join(run, 'metrics'));
  const { appVersion, env, data } = settings;
  const relative: RayJob = {
    version: 1,
    appVersion,
    env,
    job: {
      ...job,
      runFolder: RAY_FILES.run,
      datasetFolder: `../../../datasets/${basename(data.folder)}`,
      begin: await stageBegin(job.begin, staging),
    },
    data: data.files,
  };
  await writeFileAtomically(join(staging, RAY_FILES.job), JSON.stringify(relative, null, 1));
  await renameSynced(staging, folder);
}
