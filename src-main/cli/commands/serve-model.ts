import { columnsOf } from '@shared/data/encode-row';
import { fillsGaps } from '@shared/data/gaps';
import { APP_VERSION } from '../../server/app-version';
import { modelPasses } from '../../server/model/model-passes';
import { startModelServer } from '../../server/model/model-server';
import type { ServeModelCommand } from '../model-arguments';
import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import { onInterrupt } from '../interrupts';
import { idColumnsOf } from '../predict/id-columns';
import type { ExitCode, Session } from '../session';

/** What rows may be called by where nothing names those of the dataset. */
const ID = 'id';

/** Answers over HTTP what a checkpoint says, until it is told to end. */
export async function serveModel({ client, output }: Session, command: ServeModelCommand): Promise<ExitCode> {
  const { id: run, name, spec, input, target } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const asked = { run, checkpoint };
  await client.predictions.prepare(asked);
  const passes = modelPasses(client, asked, target);
  const known = input.type === 'pictures' ? [] : await idColumnsOf(client, spec.data.dataset);
  const shown = new Set(input.type === 'pictures' ? [] : columnsOf(input).map((column) => column.name));
  const server = await startModelServer(
    {
      name,
      run,
      checkpoint,
      input,
      fillsGaps: fillsGaps(spec.model.layers, input),
      target,
      idNames: input.type === 'pictures' ? [] : [...new Set([...known, ID])].filter((one) => !shown.has(one)),
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
