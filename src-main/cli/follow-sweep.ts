import type { RunState } from '@shared/contract/run';
import type { Sweep } from '@shared/contract/sweep';
import { assignmentWords, counted } from '@shared/sweep/sweep-words';
import { progressLine } from './follow-run';
import { metricWords, trialState } from './sweep-words';
import { duration } from './in-words';
import { onInterrupt } from './interrupts';
import type { Session } from './session';
import { subscribe } from './studio-events';

export interface FollowedSweep {
  sweep: Sweep;
  /** how it came that we no longer follow: it stands still, we were asked to leave, the studio closed */
  why: 'over' | 'left' | 'lost';
}

/** States of the run of a trial that goes on when its sweep is resumed. */
const STANDS: readonly RunState[] = ['paused', 'interrupted'];

const isOver = ({ phase, under }: Sweep): boolean =>
  phase === 'done' || phase === 'stopped' || (phase === 'paused' && under === null);

/** "trial 3/16" */
const whereWords = ({ count }: Sweep): string =>
  count.most === null ? `trial ${count.begun}` : `trial ${count.begun}/${count.most}`;

/** Shows a sweep until it stands still. Trials that have ended before are not shown again. */
export async function followSweep(session: Session, begun: Sweep): Promise<FollowedSweep> {
  const { client, connection, output } = session;
  const events = await subscribe(client);
  const leaving = new AbortController();
  const left = new Promise<'left'>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve('left'));
  });
  let current = begun;
  let isPausing = false;
  const shown = new Set(begun.trials.filter(({ end }) => end !== null).map(({ trial }) => trial));
  const show = (sweep: Sweep) => {
    current = sweep;
    for (const trial of sweep.trials) {
      if (trial.end === null || shown.has(trial.trial)) continue;
      shown.add(trial.trial);
      output.event({ event: 'trial', ...trial });
      const value = metricWords(sweep.metric, trial.best);
      const told = `${value} after ${counted(trial.epoch, 'epoch')}, ${duration(trial.seconds)}, ${trialState(trial)}`;
      const why = trial.end === 'failed' && trial.reason ? ` (${trial.reason})` : '';
      output.line(`Trial ${trial.trial + 1}: ${assignmentWords(trial.set)}: ${told}${why}`);
    }
  };
  const dispose = onInterrupt(() => {
    if (connection.attachedTo !== undefined) return leaving.abort();
    output.note('Pausing: the trial under way keeps a checkpoint; press Ctrl-C again to end at once.');
    isPausing = true;
    // Refused when it ended by itself in this very moment: nothing is left to pause.
    client.sweeps.pause({ sweep: begun.id }).catch(() => {});
    return undefined;
  });
  const isStill = async () => {
    if (isOver(current)) return true;
    if (current.phase !== 'paused') return false;
    for (const { run, end } of current.trials) {
      if (run === null || end !== null) continue;
      if (!STANDS.includes((await client.runs.get({ run })).state)) return false;
    }
    return true;
  };
  try {
    show(await client.sweeps.get({ sweep: begun.id }));
    while (!(await isStill())) {
      const event = await Promise.race([events.next(), left]);
      if (event === 'left') return { sweep: current, why: 'left' };
      if (!event) return { sweep: current, why: 'lost' };
      if (event.type === 'sweep' && event.sweep.id === begun.id) {
        show(await client.sweeps.get({ sweep: begun.id }));
      } else if (event.type === 'run' && event.run.id === current.under && !isPausing) {
        output.live(`${whereWords(current)}  ${progressLine(event.run)}`);
      }
    }
    return { sweep: current, why: 'over' };
  } finally {
    output.live('');
    dispose();
    await events.end();
  }
}
