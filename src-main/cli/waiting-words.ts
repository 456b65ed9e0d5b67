import type { QueueSummary } from '@shared/contract/queue';
import type { ListedRun } from '@shared/contract/run';

type Named = Pick<ListedRun, 'id' | 'name' | 'state'>;

const counted = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

/** Runs that have the device, or are about to: they are queued for the moment that it takes to write down that they start. */
export const underWay = <Run extends Named>(runs: readonly Run[], { order }: QueueSummary): Run[] =>
  runs.filter(
    ({ id, state }) =>
      state === 'running' || state === 'starting' || (state === 'queued' && !order.includes(id)),
  );

/** What is offered to go on after Trainyard was closed, or died; undefined where nothing is. */
export function cutShortWords(
  { cutShort, waitingForWord }: QueueSummary,
  runs: readonly Named[],
): string | undefined {
  if (cutShort.length + waitingForWord.length === 0) return undefined;
  const names = cutShort.map((id) => runs.find((run) => run.id === id)?.name ?? id);
  const parts = [
    ...(names.length > 0 ? [`${names.join(', ')} trained`] : []),
    ...(waitingForWord.length > 0 ? [`${counted(waitingForWord.length)} waited`] : []),
  ];
  return `When Trainyard was closed, ${parts.join(' and ')}: \`trainyard queue go-on\` goes on with all.`;
}

/** Why a run that was just queued does not start at once; undefined where it does. */
export function waitWords(id: string, queue: QueueSummary, runs: readonly Named[]): string | undefined {
  const place = queue.order.indexOf(id);
  if (place === -1) return undefined;
  if (queue.held === 'person')
    return 'It waits, since the queue is held: `trainyard queue release` lets it go on.';
  if (queue.held === 'battery')
    return 'It waits, since the queue is held while the machine runs on its battery.';
  const first = queue.order.slice(0, place).filter((other) => !queue.waitingForWord.includes(other));
  const ahead = first.length + underWay(runs, queue).length;
  return ahead === 0 ? undefined : `It waits for ${counted(ahead)} before it.`;
}
