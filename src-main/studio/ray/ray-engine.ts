import { appendFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineCommandSchema, engineReportSchema, type EngineReport } from '@shared/contract/engine';
import type { TrainJob } from '@shared/contract/engine-job';
import type { RayPlace } from '@shared/contract/place';
import { CLUSTER_BACK, clusterAwayWords, trainsThereWords } from '@shared/place/cluster-events';
import { resourceWords } from '@shared/place/resource-words';
import { RAY_FILES, workerLineSchema, type WorkerCommand, type WorkerLine } from '@shared/contract/ray-job';
import type { RunEvent } from '@shared/contract/run';
import { FollowedLines } from '../../durable/followed-lines';
import { onceThereIsSpace } from '../../durable/once-there-is-space';
import { errorCode, writingFailed } from '../../faults/data-error';
import { whyNotRead } from '../../durable/read-fault';
import type { EngineProcess } from '../engine-process';
import { whyEnded } from './job-end';
import { JobWatch, type WatchDelays } from './job-watch';
import { RayFault, type RayJobs } from './ray-jobs';
import { RETRY_MS, RunMirror } from './run-mirror';
import type { DatasetSharing } from './share-dataset';
import { jobIdOf, shellWord, SharedLayout, startOf } from './shared-layout';
import { stageStart } from './stage-start';
import { markGoneOn } from './take-up';

/** Milliseconds. */
interface RayDelays extends WatchDelays {
  /** until what could not be read there is read again, the first time */
  retry: number;
  /** between two looks at what the node has written */
  look: number;
}
const DELAYS: RayDelays = {
  look: 300,
  retry: RETRY_MS,
  ask: 3_000,
  waiting: 10_000,
  lastLines: 6_000,
  silent: 20_000,
  lost: 180_000,
};

interface RayEngineParts {
  place: RayPlace;
  jobs: RayJobs;
  sharing: DatasetSharing;
  appVersion: string;
  delays?: Partial<RayDelays>;
}

const NOT_ALL_HOME = 'not all that it came to in the Ray cluster could be brought here';

/** The run's own checkpoint that a start begins with; null where it begins anew. */
const beginsWith = ({ begin }: TrainJob): string | null =>
  begin?.isOwn ? basename(begin.checkpointFolder) : null;

type Exit = { code: number | null; reason: string };

/**
 * An engine on a node of a Ray cluster: to the studio it is a process like any other. What it is to do lies in a folder
 * that both share; the node starts an engine of its own there and writes down what that says, and all that it leaves in the
 * run's folder is brought into the library before it is told.
 */
export class RayEngine implements EngineProcess {
  readonly pid = undefined;
  readonly #parts: RayEngineParts;
  readonly #env: Record<string, string>;
  readonly #delays: RayDelays;
  #onMessage: (message: unknown) => void = () => {};
  #onExit: (exit: Exit) => void = () => {};
  #exit: Exit | undefined;
  #stderr = '';
  /** commands that were given before there was a folder for them */
  readonly #early: WorkerCommand[] = [];
  #folder: string | undefined;
  #jobId: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** whether a node has begun with it */
  #hasBegun = false;
  #wantsStop = false;
  /** whether its last word was said */
  #isOver = false;
  /** aborted when nobody waits for it any more */
  readonly #leaving = new AbortController();

  constructor(parts: RayEngineParts, env: Record<string, string>) {
    this.#parts = parts;
    this.#env = env;
    this.#delays = { ...DELAYS, ...parts.delays };
    // Whoever started it listens by then.
    queueMicrotask(() => this.#say({ type: 'ready' }));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }

  onExit(listener: (exit: Exit) => void): void {
    this.#onExit = listener;
    if (this.#exit) listener(this.#exit);
  }

  stderrTail(): string {
    return this.#stderr;
  }

  send(message: unknown): void {
    const parsed = engineCommandSchema.safeParse(message);
    if (!parsed.success || this.#isOver) return;
    const command = parsed.data;
    if (command.type === 'start') {
      if (command.job.type === 'train') void this.#perform(command.job);
      else this.#last({ type: 'failed', message: 'Only runs are trained in a Ray cluster.' });
      return;
    }
    if (command.type === 'stop') this.#wantsStop = true;
    this.#tellNode({ type: 'command', command });
  }

  /** Has the job end without waiting for it; nobody hears of it any more. */
  kill(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leaving.abort();
    void this.#leave().then(() => this.#ended('it was ended'));
  }

  #say(report: EngineReport): void {
    this.#onMessage(report);
  }

  #note(text: string, level: RunEvent['level'] = 'info'): void {
    this.#say({ type: 'event', event: { at: new Date().toISOString(), level, text } });
  }

  /** Says `done` or `failed`. */
  #last(report: EngineReport): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#say(report);
    this.#ended('it ended by itself');
  }

  #ended(reason: string): void {
    this.#isOver = true;
    if (this.#exit) return;
    this.#exit = { code: null, reason };
    this.#onExit(this.#exit);
  }

  #tellNode(command: WorkerCommand): void {
    const folder = this.#folder;
    if (folder === undefined) {
      this.#early.push(command);
      return;
    }
    const write = () => appendFile(join(folder, RAY_FILES.commands), `${JSON.stringify(command)}\n`);
    this.#writing = this.#writing.then(write).catch((error: unknown) => {
      if (!this.#isOver) console.error('A command could not be written for a node of the cluster.', error);
    });
  }

  /** The node is told, and the cluster asked to see to it where the node does not listen. */
  async #leave(): Promise<void> {
    this.#tellNode({ type: 'end' });
    await this.#writing;
    if (this.#jobId !== undefined) await this.#parts.jobs.stop(this.#jobId).catch(() => {});
  }

  async #perform(job: TrainJob): Promise<void> {
    const { place } = this.#parts;
    try {
      const mirror = await this.#begin(job);
      if (mirror && !this.#isOver) await this.#follow(job, mirror);
    } catch (error) {
      const known = writingFailed(error, place.shared);
      const message = known instanceof Error ? known.message : String(known);
      if (!this.#isOver && this.#jobId !== undefined) await this.#leave();
      // It may answer in a moment: the run is started again, as after a node that died.
      if (error instanceof RayFault && error.kind === 'unreachable') return this.#ended(error.why);
      this.#last({ type: 'failed', message });
    }
  }

  /** Puts all that a node needs into the shared folder and submits the job; undefined when it was stopped before. */
  async #begin(job: TrainJob): Promise<RunMirror | undefined> {
    const { place, jobs, sharing, appVersion } = this.#parts;
    const layout = new SharedLayout(place);
    const start = startOf(job.runFolder, job.generation);
    const folder = layout.startFolder(job.run, start);
    const data = await sharing.share(job.datasetFolder, layout.datasets);
    await stageStart(folder, job, { appVersion, env: this.#env, data });
    this.#folder = folder;
    const mirror = new RunMirror(join(folder, RAY_FILES.run), job.runFolder, this.#delays.retry);
    const from = beginsWith(job);
    if (from !== null) await mirror.passOver(from);
    for (const command of this.#early.splice(0)) this.#tellNode(command);
    if (this.#isOver) return undefined;
    if (this.#wantsStop) {
      await this.#notBegun();
      return undefined;
    }
    const id = jobIdOf(job.run, start);
    this.#jobId = id;
    await jobs.submit({
      id,
      entrypoint: `${place.command} ray-worker ${shellWord(layout.there(folder))}`,
      cpus: place.cpus,
      gpus: place.gpus,
      metadata: { trainyard: appVersion, run: job.run },
    });
    return mirror;
  }

  async #follow(job: TrainJob, mirror: RunMirror): Promise<void> {
    const { jobs, place } = this.#parts;
    const folder = this.#folder!;
    const lines = new FollowedLines(join(folder, RAY_FILES.reports));
    const watch = new JobWatch(jobs, this.#jobId!, this.#delays, {
      waiting: () => this.#note(`It waits until a node of the Ray cluster has ${resourceWords(place)} free.`),
      silent: (isSilent) =>
        isSilent ? this.#note(clusterAwayWords(place.address), 'warning') : this.#note(CLUSTER_BACK),
    });
    while (!this.#isOver) {
      const heard = await lines.next();
      if (heard.length > 0) watch.heard();
      if (!this.#hasBegun && heard.length > 0) await markGoneOn(place, job, beginsWith(job));
      await this.#hear(heard, mirror);
      if (this.#isOver) return;
      if (this.#wantsStop && !this.#hasBegun) {
        await this.#leave();
        return this.#notBegun();
      }
      const fate = await watch.look();
      if (fate?.is === 'lost') {
        await this.#leave();
        await this.#bringRest(mirror);
        return this.#ended('nothing was heard of its node in the Ray cluster for minutes');
      }
      if (fate?.is === 'over') {
        await this.#bringRestAndClear(mirror);
        const end = whyEnded(fate.state, place);
        if (end.isLasting) this.#last({ type: 'failed', message: end.words });
        else this.#ended(end.words);
        return;
      }
      await sleep(this.#delays.look);
    }
  }

  /** It was stopped before a node had it: nothing of it is to be saved. */
  async #notBegun(): Promise<void> {
    await this.#clear();
    this.#last({ type: 'done', result: { type: 'train', ended: 'stopped', why: null } });
  }

  /** On a full disk that waits for space: the node goes on meanwhile. */
  async #bringHome(work: () => Promise<unknown>): Promise<boolean> {
    const onFull = () =>
      this.#note(
        'The disk is full: what the run comes to in the cluster is brought here as soon as there is space.',
        'warning',
      );
    const write = async () => void (await work());
    return onceThereIsSpace(write, onFull, this.#leaving.signal);
  }

  /** @returns whether all that the run came to is in the library; the run's events say where it is not */
  async #bringRest(mirror: RunMirror): Promise<boolean> {
    let missing = '';
    try {
      const isDone = await this.#bringHome(async () => (missing = await mirror.rest()));
      if (!isDone) missing = 'the disk is full';
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      missing = whyNotRead(code);
    }
    if (missing === '') return true;
    this.#note(
      `Not all that the run came to in the cluster could be brought here (${missing}): it stays in ${this.#folder}, and that is tried again when the run is started again.`,
      'warning',
    );
    return false;
  }

  /** What is not in the library stays there: it is the only one. */
  async #bringRestAndClear(mirror: RunMirror): Promise<boolean> {
    const isHome = await this.#bringRest(mirror);
    if (isHome) await this.#clear();
    return isHome;
  }

  /** Takes in what the node has written: what it tells of is in the library before it is told. */
  async #hear(lines: readonly unknown[], mirror: RunMirror): Promise<void> {
    let areMetricsHere = false;
    for (const line of lines) {
      const parsed = workerLineSchema.safeParse(line);
      if (this.#isOver) return;
      if (!parsed.success) continue;
      const its: WorkerLine = parsed.data;
      if (its.type === 'begun') {
        this.#hasBegun = true;
        this.#say({ type: 'host', host: its.node });
        this.#note(trainsThereWords(its.node));
      } else if (its.type === 'exit') {
        await this.#bringRestAndClear(mirror);
        this.#stderr = its.stderr;
        return this.#ended(its.reason);
      } else if (its.type === 'report') {
        const report = engineReportSchema.safeParse(its.report);
        if (!report.success || report.data.type === 'ready') continue;
        const { type } = report.data;
        if (type === 'done' || type === 'failed') {
          const isHome = await this.#bringRestAndClear(mirror);
          const isCompleted =
            type === 'done' &&
            report.data.result.type === 'train' &&
            report.data.result.ended === 'completed';
          // A run that is completed is never started again, by which the rest of it would come home.
          if (isCompleted && !isHome) return this.#ended(NOT_ALL_HOME);
          return this.#last(report.data);
        }
        if (type === 'checkpoint') {
          await this.#bringHome(() => mirror.metrics(true));
          await this.#bring(report.data.checkpoint.id, mirror);
        } else if ((type === 'series' || type === 'epoch' || type === 'recorded') && !areMetricsHere) {
          areMetricsHere = true;
          await this.#bringHome(() => mirror.metrics(false));
        }
        this.#say(report.data);
      }
    }
  }

  async #bring(checkpoint: string, mirror: RunMirror): Promise<void> {
    let problem = '';
    await this.#bringHome(async () => {
      problem = await mirror.checkpoint(checkpoint);
    });
    if (problem === '') return mirror.removeUnkept(checkpoint);
    this.#note(`Checkpoint ${checkpoint} could not be brought from the cluster: ${problem}`, 'warning');
  }

  /** What is in the library by now is not needed there any more. */
  async #clear(): Promise<void> {
    // A network file system may keep what somebody has open; the next start clears it away.
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true }).catch(() => {});
  }
}
