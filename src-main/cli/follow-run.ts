import type { StudioClient } from '@shared/contract/client';
import { ENDED_STATES, type EpochRow, type RunSummary } from '@shared/contract/run';
import type { Machine } from '@shared/contract/machine';
import { inWords } from '@shared/format/times';
import { machineOf } from '@shared/machines/machine-id';
import { meanwhileWords, unreachableWords } from '@shared/machines/machine-words';
import { count, duration, loss, percent, short } from './in-words';
import type { Output } from './output';
import { progressBar } from './progress-bar';
import { subscribe } from './studio-events';

type Target = RunSummary['target'];

/** What is shown of each epoch, with its heading. */
type Column = [heading: string, cell: (row: EpochRow) => string];

const BEGINNING: readonly Column[] = [
  ['epoch', ({ epoch }) => String(epoch)],
  ['step', ({ step }) => String(step)],
  ['train loss', ({ trainLoss }) => loss(trainLoss)],
];
const OF_CLASSES: readonly Column[] = [
  ['train acc', ({ trainAccuracy }) => percent(trainAccuracy)],
  ['val loss', ({ valLoss }) => loss(valLoss)],
  ['val acc', ({ valAccuracy }) => percent(valAccuracy)],
  ['val F1', ({ valMacroF1 }) => percent(valMacroF1)],
];
const OF_VALUES: readonly Column[] = [
  ['val loss', ({ valLoss }) => loss(valLoss)],
  ['val R²', ({ valR2 }) => valR2?.toFixed(4) ?? '–'],
  ['val MAE', ({ valMae }) => short(valMae)],
  ['val RMSE', ({ valRmse }) => short(valRmse)],
];
const END: readonly Column[] = [
  ['samples/s', ({ samplesPerSecond }) => count(samplesPerSecond)],
  ['time', ({ seconds }) => duration(seconds)],
];

const columnsOf = ({ type }: Target): readonly Column[] => [
  ...BEGINNING,
  ...(type === 'values' ? OF_VALUES : OF_CLASSES),
  ...END,
];
const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(10)).join(' ');

/** The heading and a line of the table of epochs, which shows other numbers for classes than for values. */
export const epochHeading = (target: Target): string => cells(columnsOf(target).map(([heading]) => heading));
export const epochLine = (row: EpochRow, target: Target): string =>
  cells(columnsOf(target).map(([, cell]) => cell(row)));

/** Where a run is, in one line; empty when it does not run. */
export function progressLine({ state, progress, finalTest, place, host }: RunSummary): string {
  if (finalTest?.state === 'due') return 'testing the best checkpoint';
  if (state === 'queued') return 'waiting in the queue';
  if (state === 'starting' && place && host === undefined) return 'waiting for a node of the cluster';
  if (!progress) return state === 'starting' ? 'starting the engine' : '';
  const { epoch, epochs, step, totalSteps, samplesPerSecond, secondsLeft, phase } = progress;
  const share = totalSteps > 0 ? step / totalSteps : 0;
  return [
    `epoch ${epoch}/${epochs}`,
    `${progressBar(share)} ${Math.floor(share * 100)}%`,
    ...(samplesPerSecond === null ? [] : [`${count(samplesPerSecond)} samples/s`]),
    ...(secondsLeft === null ? [] : [`${inWords(secondsLeft)} left`]),
    ...(phase === 'training' ? [] : [phase]),
  ].join('  ');
}

export interface Followed {
  run: RunSummary;
  /** how it came that we no longer follow: the run ended, we were asked to leave, the studio closed */
  why: 'ended' | 'left' | 'lost';
}

export interface FollowOptions {
  client: StudioClient;
  output: Output;
  run: RunSummary;
  /** aborted when to leave the run to itself */
  leave: AbortSignal;
}

/** Whether nothing more comes of a run by itself: it stands still, and is not about to be tested. */
const isOver = ({ state, finalTest }: RunSummary) =>
  ENDED_STATES.includes(state) && finalTest?.state !== 'due';

/** Shows a run until it ends. Epochs that it has at the start are not shown again. */
export async function followRun({ client, output, run, leave }: FollowOptions): Promise<Followed> {
  const events = await subscribe(client);
  const left = new Promise<'left'>((resolve) => {
    // It may have been asked for while we subscribed.
    if (leave.aborted) resolve('left');
    leave.addEventListener('abort', () => resolve('left'));
  });
  let shown = run.epochs.at(-1)?.epoch ?? 0;
  let isHeaded = false;
  const name = machineOf(run.id);
  let isReachable = true;
  /** Where the machine that trains is not reachable, or is again, that is said once. */
  const tellOfMachine = (machines: readonly Machine[]) => {
    const machine = machines.find((one) => one.name === name);
    if (!machine || (machine.state === 'reachable') === isReachable) return;
    isReachable = machine.state === 'reachable';
    output.event({ event: 'machine', ...machine });
    output.note(
      isReachable
        ? `${machine.name} is reachable again.`
        : `${unreachableWords(machine, Date.now())} ${meanwhileWords(machine)}`,
    );
  };
  let current = run;
  const show = (next: RunSummary) => {
    current = next;
    for (const row of next.epochs.filter(({ epoch }) => epoch > shown)) {
      if (!isHeaded) output.line(epochHeading(next.target));
      isHeaded = true;
      shown = row.epoch;
      output.event({ event: 'epoch', ...row });
      output.line(epochLine(row, next.target));
    }
    output.live(progressLine(next));
  };
  try {
    show(await client.runs.get({ run: run.id }));
    while (!isOver(current)) {
      const event = await Promise.race([events.next(), left]);
      if (event === 'left') return { run: current, why: 'left' };
      if (!event) return { run: current, why: 'lost' };
      if (event.type === 'machines') tellOfMachine(event.machines);
      if (event.type === 'run' && event.run.id === run.id) show(event.run);
      if (event.type === 'progress' && event.run === run.id) show({ ...current, progress: event.progress });
      if (event.type === 'run-event' && event.run === run.id && event.event.level === 'warning') {
        output.event({ event: 'warning', text: event.event.text });
        output.note(event.event.text);
      }
    }
    return { run: current, why: 'ended' };
  } finally {
    output.live('');
    await events.end();
  }
}
