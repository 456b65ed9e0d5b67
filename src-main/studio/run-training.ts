import { join } from 'node:path';
import type { RunState } from '@shared/contract/run';
import { tellsOfMemory } from '@shared/model/out-of-memory';
import type { Mend } from '@shared/spec/problem';
import { isDiskFull } from '../durable/disk-full';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import { clearLeftovers } from '../durable/remove-folder';
import type { Backends } from './backends';
import { beginOf } from './begin-position';
import type { CheckpointKeeper } from './checkpoint-keeper';
import { findCheckpoints, lastOf, unreadableCheckpoints, type FoundCheckpoint } from './checkpoints';
import type { Datasets } from './datasets';
import type { SpawnEngine } from './engine-process';
import { EngineSession } from './engine-session';
import { failureMends, mayHaveLackedMemory, memoryReason } from './failure-mends';
import { checkpointsToGoOnFrom } from './go-on-from';
import { standingAt } from './listed-run';
import { rolledBackShareAt } from './rolled-back-share';
import { memoryKills } from './machine-memory';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';
import type { SpeedOfMachine } from './speed/speed-of-machine';
import { takeReport } from './run-reports';
import { UNREADABLE } from './unreadable-checkpoints';

/** Where runs train that do not train on this machine. */
export interface Elsewhere {
  spawn: SpawnEngine;
  /**
   * Ends what earlier starts of the run left there, and brings what they came to into the library.
   *
   * @returns what could not be brought and stays there, in a sentence; empty where nothing does
   */
  takeUp(): Promise<string>;
  /**
   * Whether a run is started once more whose engine was lost there; resolves when it is time for that.
   *
   * @param step of its last checkpoint
   */
  startsAgain(step: number): Promise<boolean>;
}

export interface TrainingParts {
  spawn: SpawnEngine;
  backends: Backends;
  datasets: Datasets;
  speed: SpeedOfMachine;
  news: RunNews;
  keeper: CheckpointKeeper;
  /** @throws NotFound */
  recordOf: (run: string) => RunRecord;
  /** left out: runs train on this machine */
  elsewhere?: Elsewhere;
}

export interface RunEnd {
  state: Extract<RunState, 'completed' | 'stopped' | 'failed' | 'interrupted'>;
  reason: string | null;
  /** changes with which a new run is likely to do better */
  mends?: Mend[];
}

/** Where the run can go on: its newest usable checkpoint. */
export async function findResumable(record: RunRecord): Promise<void> {
  const last = lastOf(await findCheckpoints(record.folder));
  record.lastCheckpoint = last
    ? { ...standingAt(last.document), rolledBackShare: await rolledBackShareAt(last.folder) }
    : null;
}

/** Names the damaged checkpoints that a run would have gone on from, had they been whole. */
async function nameDamaged(
  news: RunNews,
  record: RunRecord,
  checkpoints: readonly FoundCheckpoint[],
): Promise<void> {
  const newest = checkpoints.findLastIndex(({ problem }) => problem === '');
  const damaged = checkpoints
    .slice(newest + 1)
    .map(({ document, problem }) => ({ id: document.id, problem }))
    .concat(
      (await unreadableCheckpoints(record.folder)).map((id) => ({
        id,
        problem: UNREADABLE,
      })),
    );
  for (const { id, problem } of damaged) {
    const text = `Checkpoint ${id} is damaged: ${problem} It is left as it is, and not used.`;
    await news.say(record, text, 'warning');
  }
}

/** Drawn digits have no fingerprint until they are begun to be drawn, which a run may be queued before. */
export async function noteFingerprint(record: RunRecord, datasets: Pick<Datasets, 'find'>): Promise<void> {
  if (record.document.datasetFingerprint !== '') return;
  const datasetFingerprint = (await datasets.find(record.document.spec.data.dataset))?.fingerprint ?? '';
  if (datasetFingerprint === '') return;
  // A full disk keeps no run from training: the next start writes it down.
  await record.write({ datasetFingerprint }).catch((error: unknown) => {
    if (!isDiskFull(error)) throw error;
  });
}

/**
 * Has an engine train a run from wherever it stands, and writes down what it says. The run's end is for the
 * caller to write.
 *
 * @param onSession is given the engine, to stop it by
 * @param leave has it not begin, as long as a full disk keeps it from that
 */
export async function trainRun(
  { spawn, backends, datasets, speed, news, keeper, recordOf, elsewhere }: TrainingParts,
  record: RunRecord,
  onSession: (session: EngineSession) => void,
  leave: AbortSignal,
): Promise<RunEnd> {
  const { startedAt } = record.document;
  const generation = record.document.generation + 1;
  if (!elsewhere) await speed.giveWay();
  // No engine without a generation of its own: until that can be written the run is queued as before.
  const isBegun = await onceThereIsSpace(
    () =>
      record.write({
        state: 'starting',
        generation,
        startedAt: startedAt ?? new Date().toISOString(),
        reason: null,
        // Which machine has it then is known when one has begun.
        ...(elsewhere && { host: undefined }),
      }),
    () =>
      news.say(
        record,
        'The disk is full: the run starts as soon as there is space. It is tried again every few seconds.',
        'warning',
      ),
    leave,
  );
  if (!isBegun) return { state: 'stopped', reason: 'The disk was full: it could not start.' };
  news.tell(record);
  // Now, as a change that was being written when it was started is in it.
  const { spec, numerics } = record.document;
  const making = await datasets.ensure(spec.data.dataset);
  // It is sent there as a whole.
  if (elsewhere) await making?.ended;
  await noteFingerprint(record, datasets);
  // Settled when the run was queued, and used again each time that it goes on.
  const compute = numerics ?? (await backends.choose(spec.backend, spec.precision));
  const left = await elsewhere?.takeUp();
  if (left) await news.say(record, left, 'warning');
  // What an engine of an earlier start was writing when it was killed.
  for (const part of ['checkpoints', 'metrics']) await clearLeftovers(join(record.folder, part));
  const checkpoints = await checkpointsToGoOnFrom(record.folder);
  await nameDamaged(news, record, checkpoints);
  const begin = beginOf(checkpoints, spec.start, (run) => recordOf(run).folder);
  // One after the other, so that what is written is what was said last.
  let handled: Promise<void> = Promise.resolve();
  let fault: string | undefined;
  let hasLoaded = false;
  const killsBefore = memoryKills();
  const session = new EngineSession(
    elsewhere?.spawn ?? spawn,
    {
      type: 'train',
      run: record.id,
      runFolder: record.folder,
      generation,
      spec,
      datasetFolder: datasets.folderOf(spec.data.dataset),
      compute,
      begin,
    },
    compute,
    (report) => {
      if (report.type === 'numerics') hasLoaded = true;
      // The engine goes on when a line of the log cannot be written; what went wrong is said at the end.
      handled = handled
        .then(() => takeReport({ news, keeper }, record, report))
        .catch((error: unknown) => {
          fault ??= error instanceof Error ? error.message : String(error);
        });
    },
  );
  onSession(session);
  let makingFailed: string | undefined;
  void making?.ended.then(({ reason }) => {
    if (reason === null) return;
    makingFailed = reason;
    session.kill();
  });
  const end = await session.ended;
  await handled;
  if (end.type !== 'done' && !hasLoaded && !elsewhere) await backends.doubt(compute.backend);
  if (fault !== undefined) console.error(`Run ${record.id}: something could not be written down: ${fault}`);
  await findResumable(record);
  if (end.type === 'done' && end.result.type === 'train') {
    return { state: end.result.ended, reason: end.result.why };
  }
  if (end.type === 'failed') {
    const { trainCount } = await datasets.get(spec.data.dataset);
    const isMemory = end.failure === 'out of memory';
    return {
      state: 'failed',
      reason: isMemory ? memoryReason(record, end.message, trainCount) : end.message,
      mends: failureMends(record, end.failure, trainCount),
    };
  }
  if (makingFailed !== undefined) {
    return { state: 'interrupted', reason: `Its dataset could not be made: ${makingFailed}` };
  }
  if (end.type === 'crashed' && !elsewhere) {
    const { trainCount } = await datasets.get(spec.data.dataset);
    const isMemory =
      tellsOfMemory(`${end.reason}\n${end.stderr}`) ||
      (end.reason.includes('SIGKILL') && memoryKills() > killsBefore) ||
      mayHaveLackedMemory(record, end.reason, trainCount);
    if (isMemory) {
      return {
        state: 'failed',
        reason: memoryReason(record, end.reason, trainCount),
        mends: failureMends(record, 'out of memory', trainCount),
      };
    }
  }
  const why = end.type === 'crashed' ? end.reason : 'it answered with something else';
  const rest = record.lastCheckpoint
    ? 'Resume goes on from the last checkpoint.'
    : 'No checkpoint was saved yet: Resume starts again.';
  return { state: 'interrupted', reason: `The engine stopped before the run was done: ${why}. ${rest}` };
}
