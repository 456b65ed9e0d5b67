import type { BackendKind } from '@shared/contract/backend';
import type { DeviceReport, SelfTestMeasured } from '@shared/contract/devices';
import type { SelfTestJob } from '@shared/contract/engine-job';
import type { JobSummary } from '@shared/contract/job';
import type { Backends } from '../backends';
import type { SpawnEngine } from '../engine-process';
import { EngineSession, type JobEnd } from '../engine-session';
import type { Jobs, OnProgress, Work } from '../jobs';
import { KeptTests } from './kept-tests';
import { readGraphics } from './read-graphics';
import { Processor } from './read-processor';

interface DeviceParts {
  spawn: SpawnEngine;
  backends: Backends;
  jobs: Jobs;
  cacheFolder: string | undefined;
  /** @throws Refusal while something is at work that a measurement would not be true beside */
  refuseAtWork: () => void;
}

/** One engine that tests itself, until it is done or gives way. */
class SelfTestWork implements Work<SelfTestMeasured> {
  readonly ended: Promise<JobEnd<SelfTestMeasured>>;
  readonly #session: EngineSession;
  #why = '';

  constructor(spawn: SpawnEngine, job: SelfTestJob, onProgress: OnProgress) {
    this.#session = new EngineSession(spawn, job, job.compute, (report) => {
      if (report.type === 'job-progress') onProgress(report);
    });
    this.ended = this.#session.ended.then((end): JobEnd<SelfTestMeasured> => {
      if (this.#why !== '') return { type: 'failed', message: this.#why };
      if (end.type !== 'done') return end;
      const { result } = end;
      return result.type === 'self-test'
        ? { type: 'done', result: result.measured }
        : { type: 'failed', message: 'The self-test came to nothing: try again.' };
    });
  }

  stop(): void {
    this.#session.stop();
  }

  kill(): void {
    this.#session.kill();
  }

  /** Ends it at once. @param why in one sentence, for whoever started it */
  giveUp(why: string): void {
    this.#why = why;
    this.#session.kill();
  }
}

/** What this machine can compute with, how that is at the moment, and what it is worth. */
export class Devices {
  readonly #processor = new Processor();
  readonly #tests: KeptTests;
  #current: SelfTestWork | undefined;

  constructor(readonly parts: DeviceParts) {
    this.#tests = new KeptTests(parts.cacheFolder);
  }

  async report(): Promise<DeviceReport> {
    const { backends } = this.parts;
    const [processor, { report: gpu }] = [await this.#processor.read(), await backends.probe('gpu')];
    const { devices, noGpu } = await readGraphics(gpu);
    return { devices: [processor, ...devices], noGpu, tests: await this.#tests.list() };
  }

  /**
   * Tests a rung of the ladder. Training goes before: a run that is started ends it.
   *
   * @param kind left out: the best that is ready
   * @param seconds about how long it may take
   * @throws Refusal while anything else is at work, or where the rung cannot be used
   */
  async test(kind: BackendKind | undefined, seconds: number): Promise<JobSummary> {
    const { spawn, backends, jobs, refuseAtWork } = this.parts;
    const { backend, threads, oneDnn, precision } = await backends.choose(kind ?? 'auto', 'float32');
    refuseAtWork();
    const job = { type: 'self-test', compute: { backend, threads, oneDnn, precision }, seconds } as const;
    const { summary } = jobs.startWork<SelfTestMeasured>(
      {
        type: 'self-test',
        title: 'Self-test',
        unit: '%',
        resultOf: async (measured) => {
          const { devices } = await this.report();
          // TensorFlow computes with the first card; all other rungs are the processor's.
          const its = devices.find((one) => one.kind === (backend === 'gpu' ? 'gpu' : 'cpu'));
          const device = its?.name ?? 'Unknown device';
          await this.#tests.put({ ...measured, backend, device, at: new Date().toISOString() });
          return { result: backend };
        },
      },
      (onProgress) => {
        this.#current = new SelfTestWork(spawn, job, onProgress);
        return this.#current;
      },
    );
    return summary;
  }

  /** Training goes before testing: ends what is under way, and resolves when its engine has ended. */
  async giveWay(): Promise<void> {
    this.#current?.giveUp('A run was started, which goes before: test again when nothing trains.');
    await this.#current?.ended;
    this.#current = undefined;
  }
}
