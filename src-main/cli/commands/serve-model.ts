import { ORPCError } from '@orpc/client';
import type { StudioClient } from '@shared/contract/client';
import type { AskedCheckpoint } from '@shared/contract/prediction';
import { APP_VERSION } from '../../server/app-version';
import { HttpRefusal } from '../../server/model/http-refusal';
import { JoinedPasses } from '../../server/model/joined-passes';
import { startModelServer } from '../../server/model/model-server';
import type { Command } from '../arguments';
import { findCheckpointSummary } from '../find-checkpoint';
import { findRun } from '../find-run';
import { onInterrupt } from '../interrupts';
import type { ExitCode, Session } from '../session';

/** Samples of requests that are joined into one forward pass. */
const MOST_JOINED = 64;
const MOST_WAITING = 20_000;

const prepareWith =
  (client: StudioClient, asked: AskedCheckpoint) =>
  async (file: Uint8Array<ArrayBuffer>, field: string): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      const pixels = await client.predictions.picture({
        ...asked,
        file: new Blob([file]),
        name: 'The picture',
      });
      return new Uint8Array(await pixels.arrayBuffer());
    } catch (error) {
      if (error instanceof ORPCError && error.code === 'REFUSED')
        throw new HttpRefusal(422, error.message, field);
      throw error;
    }
  };

/** Answers over HTTP what a checkpoint says, until it is told to end. */
export async function serveModel(
  { client, output }: Session,
  command: Extract<Command, { name: 'serve-model' }>,
): Promise<ExitCode> {
  const { id: run, name, input, target } = await findRun(client, command.run);
  const { id: checkpoint } = await findCheckpointSummary(client, run, command.checkpoint);
  const asked = { run, checkpoint };
  await client.predictions.prepare(asked);
  const joined = new JoinedPasses({
    width: target.names.length,
    mostRows: MOST_JOINED,
    mostWaiting: MOST_WAITING,
    pass: async (bytes) => {
      const answers = await client.predictions.samples({ ...asked, bytes: new Blob([bytes]) });
      return new Float32Array(await answers.arrayBuffer());
    },
  });
  const server = await startModelServer(
    {
      name,
      run,
      checkpoint,
      input,
      target,
      ask: (bytes, rows) => joined.ask(bytes, rows),
      prepare: prepareWith(client, asked),
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
  output.event({ event: 'done', passes: joined.passes, samples: joined.samples });
  return 0;
}
