import type { QueueSummary } from '@shared/contract/queue';
import type { ControlCommand } from '../control-arguments';
import { findRun } from '../find-run';
import { table } from '../in-words';
import type { ExitCode, Session } from '../session';
import { cutShortWords, underWay } from '../waiting-words';

async function show({ client, output }: Session, queue: QueueSummary): Promise<void> {
  output.event({ event: 'queue', ...queue });
  const all = await client.runs.list();
  const runs = new Map(all.map((run) => [run.id, run]));
  for (const { id, name } of underWay(all, queue)) output.line(`Training: ${id} (${name}).`);
  if (queue.order.length === 0) output.line('No run waits.');
  else {
    const rows = queue.order.map((id, place) => {
      const run = runs.get(id);
      const waits = queue.waitingForWord.includes(id) ? 'waits since Trainyard was closed' : '';
      return [String(place + 1), id, run?.name ?? '', String(run?.spec.epochs ?? ''), waits];
    });
    for (const line of table(['place', 'run', 'name', 'epochs', ''], rows)) output.line(line);
  }
  if (queue.held === 'person') output.line('The queue is held: `trainyard queue release` lets it go on.');
  if (queue.held === 'battery') output.line('The queue is held while the machine runs on its battery.');
  const offer = cutShortWords(queue, all);
  if (offer) output.line(offer);
}

/** Shows the queue, after having held it, released it, or gone on as before. */
export async function queue(
  session: Session,
  { action }: Extract<ControlCommand, { name: 'queue' }>,
): Promise<ExitCode> {
  const { client } = session;
  const act = {
    list: () => client.queue.get(),
    hold: () => client.queue.hold(),
    release: () => client.queue.release(),
    'go-on': () => client.queue.goOn(),
  }[action];
  await show(session, await act());
  return 0;
}

/** Puts a run that waits in another place, and shows the queue. */
export async function moveInQueue(
  session: Session,
  command: Extract<ControlCommand, { name: 'queue-move' }>,
): Promise<ExitCode> {
  const { client } = session;
  const { id } = await findRun(client, command.run);
  const place = (await client.queue.get()).order.indexOf(id);
  const to = { front: 0, up: Math.max(0, place - 1), down: place + 1 }[command.to];
  await show(session, await client.queue.move({ run: id, to }));
  return 0;
}
