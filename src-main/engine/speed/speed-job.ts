import type { EngineReport, SpeedTurn } from '@shared/contract/engine';
import type { SpeedJob } from '@shared/contract/engine-job';
import { loadBackend } from '../backend/backend';
import { StepTimer } from './step-timer';

/**
 * Times a kind of model with the settings that this process was started with, whenever it is given a turn: engines
 * with other settings take theirs in between.
 *
 * @param turns end when the job is over
 */
export async function runSpeedJob(
  job: SpeedJob,
  turns: AsyncIterable<SpeedTurn>,
  send: (report: EngineReport) => void,
): Promise<void> {
  const backend = await loadBackend(job.compute);
  const timers = new Map(
    job.precisions.map((precision) => [precision, new StepTimer(backend, job.kind, precision)]),
  );
  send({ type: 'speed-ready' });
  for await (const { precision, milliseconds } of turns) {
    const timer = timers.get(precision);
    if (timer === undefined) throw new Error(`no step was prepared in ${precision}`);
    send({ type: 'speed-turn', milliseconds: timer.turn(milliseconds) });
  }
  for (const timer of timers.values()) timer.dispose();
}
