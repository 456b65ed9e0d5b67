import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineReportSchema } from '@shared/contract/engine';
import type { TrainJob } from '@shared/contract/engine-job';
import {
  RAY_FILES,
  rayJobSchema,
  workerCommandSchema,
  type RayJob,
  type WorkerLine,
} from '@shared/contract/ray-job';
import { AppendedLines } from '../durable/appended-lines';
import { FollowedLines } from '../durable/followed-lines';
import type { EngineProcess, SpawnEngine } from '../studio/engine-process';
import { oneLine } from '../faults/one-line';

const LISTEN_MS = 200;
const ALIVE_MS = 5_000;

/** What a node was given cannot be begun. The message is one sentence. */
export class WorkerFault extends Error {
  override name = 'WorkerFault';
}

interface Worker {
  /** starts an engine on this machine */
  spawn: SpawnEngine;
  appVersion: string;
  /** aborted when the cluster wants the job to end */
  leave: AbortSignal;
  listenMs?: number;
}

/** What every version of Trainyard can read of a job. */
async function readJob(folder: string, appVersion: string): Promise<RayJob> {
  const path = join(folder, RAY_FILES.job);
  let written: unknown;
  try {
    written = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it is no JSON';
    throw new WorkerFault(
      `The node ${hostname()} cannot read ${path} (${code}): check that the shared folder is there on every node, under this path.`,
    );
  }
  const given =
    typeof written === 'object' && written !== null && 'appVersion' in written
      ? String(written.appVersion)
      : '';
  if (given !== appVersion) {
    throw new WorkerFault(
      `The node ${hostname()} has Trainyard ${appVersion}, and the run was sent by ${oneLine(given).slice(0, 40) || 'another version'}: install the same version on all nodes.`,
    );
  }
  const parsed = rayJobSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new WorkerFault(`The node ${hostname()} cannot read ${path}: it is not what this version writes.`);
}

/** The job with its folders as they are here. */
function placed(folder: string, { job }: RayJob): TrainJob {
  const here = (path: string) => resolve(folder, path);
  const { begin } = job;
  return {
    ...job,
    runFolder: here(job.runFolder),
    datasetFolder: here(job.datasetFolder),
    begin: begin && {
      ...begin,
      checkpointFolder: here(begin.checkpointFolder),
      older: begin.older.map(here),
    },
  };
}

async function refuseOtherData(folder: string, files: RayJob['data']): Promise<void> {
  for (const { name, bytes } of files) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size === bytes) continue;
    throw new WorkerFault(
      `The node ${hostname()} does not see ${join(folder, name)} as it was shared: check the shared folder there.`,
    );
  }
}

/**
 * Trains one start of a run on a node of a cluster: what it is to do lies in a folder, what the engine says goes into a file
 * there, line by line, and what it is told comes from another one. The run's numbers hang on what the studio has settled
 * alone, and not on the node.
 *
 * @param folder of the start, as this machine has it
 * @returns when the engine has ended, or nobody wants it any more
 * @throws WorkerFault where it cannot begin
 */
export async function workOnRayJob(folder: string, worker: Worker): Promise<void> {
  const { spawn, appVersion, leave, listenMs = LISTEN_MS } = worker;
  const given = await readJob(folder, appVersion);
  const job = placed(folder, given);
  await refuseOtherData(job.datasetFolder, given.data);
  const reports = new AppendedLines(join(folder, RAY_FILES.reports));
  const commands = new FollowedLines(join(folder, RAY_FILES.commands));
  const tell = (line: WorkerLine) => reports.add(line);
  tell({ type: 'begun', node: hostname() });
  const engine = spawn(given.env);
  let isOver = false;
  const over = () => {
    isOver = true;
    engine.kill();
  };
  engine.onMessage((message) => {
    if (isOver) return;
    const report = engineReportSchema.safeParse(message);
    if (!report.success) return;
    if (report.data.type === 'ready') return engine.send({ type: 'start', job });
    tell({ type: 'report', report: message });
    if (report.data.type === 'done' || report.data.type === 'failed') over();
  });
  engine.onExit(({ reason }) => {
    if (!isOver) tell({ type: 'exit', reason: `${reason} on ${hostname()}`, stderr: engine.stderrTail() });
    isOver = true;
  });
  const stop = () => engine.send({ type: 'stop' });
  leave.addEventListener('abort', stop);
  const alive = setInterval(() => tell({ type: 'alive' }), ALIVE_MS);
  try {
    while (!isOver) {
      if (await obey(commands, engine)) over();
      // The folder is taken away when nobody wants the job any more.
      if (await isGone(folder)) over();
      await sleep(listenMs);
    }
  } finally {
    clearInterval(alive);
    leave.removeEventListener('abort', stop);
    engine.kill();
    await reports.settled().catch(() => {});
  }
}

const isGone = (folder: string) =>
  stat(join(folder, RAY_FILES.job)).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );

/** Hands on what the studio says. @returns whether the job is to end at once */
async function obey(commands: FollowedLines, engine: EngineProcess): Promise<boolean> {
  // The shared folder may be away for a moment.
  for (const line of await commands.next().catch(() => [])) {
    const command = workerCommandSchema.safeParse(line);
    if (!command.success) continue;
    if (command.data.type === 'end') return true;
    engine.send(command.data.command);
  }
  return false;
}
