import { APP_VERSION } from '../../server/app-version';
import { modelPasses } from '../../server/model/model-passes';
import { startModelServer } from '../../server/model/model-server';
import type { Command } from '../arguments';
import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import { onInterrupt } from '../interrupts';
import type { ExitCode, Session } from '../session';

/** Answers over HTTP what a checkpoint says, until it is told to end. */
export async function serveModel(
  { client, output }: Session,
  command: Extract<Command, { name: 'serve-model' }>,
): Promise<ExitCode> {
  const { id: run, name, input, target } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const asked = { run, checkpoint };
  await client.predictions.prepare(asked);
  const passes = modelPasses(client, asked, target.names.length);
  const server = await startModelServer(
    {
      name,
      run,
      checkpoint,
      input,
      target,
      ask: passes.ask,
      askFile: passes.askFile,
    },
    { port: command.port, version: APP_VERSION },
  );
  output.line(`${name}, checkpoint ${checkpoint}, answers on this machine at`);
  output.line(server.address);
  output.line('The page there explains it. Ctrl-C: end.');
  output.event({ event: 'serving', url: server.address, run, checkpoint });
  await new Promise<void>((resolve) => {
    onInterrupt(() => resolve());
  });
  await server.close();
  output.event({ event: 'done', ...passes.count() });
  return 0;
}
